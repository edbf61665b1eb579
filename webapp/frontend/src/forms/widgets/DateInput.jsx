import { pageLanguage } from "../../i18n.js";
import { aria, controlClass, isReadOnly } from "../attributes.js";
import { Plain } from "./Plain.jsx";

/** A day, picked or typed in the browser's own calendar; the value is ISO 8601 («2026-11-22»). */
export function DateInput(props) {
  const { id, value, onChange, onBlur, onFocus, disabled, options, schema } = props;
  if (isReadOnly(props)) return <Plain id={id}>{dayWords(value)}</Plain>;
  return (
    <input
      {...aria(props)}
      id={id}
      type="date"
      className={controlClass("form-control date", props)}
      min={schema.formatMinimum}
      max={schema.formatMaximum ?? "9999-12-31"}
      value={value ?? ""}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value || options.emptyValue)}
      onFocus={() => onFocus(id, value)}
      onBlur={() => onBlur(id, value)}
    />
  );
}

function dayWords(value) {
  const day = value && new Date(`${value}T00:00:00`);
  return day && !Number.isNaN(day.getTime()) ? day.toLocaleDateString(pageLanguage(), { dateStyle: "long" }) : value;
}
