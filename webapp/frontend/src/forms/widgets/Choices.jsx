import { optionId } from "@rjsf/utils";

import { words } from "../../i18n.js";
import { aria, isReadOnly, labelId } from "../attributes.js";
import { Plain } from "./Plain.jsx";

/** A decision: every answer in sight, as segments that keep the radio button's dot, so that colour is not all. */
export function RadioChoice(props) {
  const { id, value, onChange, onBlur, onFocus, disabled, options } = props;
  const choices = options.enumOptions ?? [];
  if (isReadOnly(props)) return <Plain id={id}>{choices.find((choice) => choice.value === value)?.label}</Plain>;
  return (
    <div {...aria(props)} id={id} role="radiogroup" aria-labelledby={labelId(id)} className="choices">
      {choices.map((choice, index) => (
        <label key={index} className="choice">
          <input
            type="radio"
            id={optionId(id, index)}
            name={id}
            className="form-check-input"
            checked={choice.value === value}
            disabled={disabled}
            onChange={() => onChange(choice.value)}
            onFocus={() => onFocus(id, value)}
            onBlur={() => onBlur(id, value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}

/** Yes or no; the label stands beside the box. */
export function Checkbox(props) {
  const { id, value, onChange, onBlur, onFocus, disabled, label, required, rawErrors = [] } = props;
  if (isReadOnly(props)) return <Plain id={id}>{`${label}: ${words(value ? "yes" : "no")}`}</Plain>;
  return (
    <label className="form-check">
      <input
        {...aria(props)}
        type="checkbox"
        id={id}
        className={rawErrors.length ? "form-check-input is-invalid" : "form-check-input"}
        checked={value === true}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        onFocus={() => onFocus(id, value)}
        onBlur={() => onBlur(id, value)}
      />
      <span className={required ? "form-check-label form-label required" : "form-check-label"}>{label}</span>
    </label>
  );
}
