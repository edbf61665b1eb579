import { aria, controlClass, isReadOnly } from "../attributes.js";
import { Plain } from "./Plain.jsx";

/** Several lines of text; grows with what is typed where the browser can (field-sizing). */
export function TextArea(props) {
  const { id, value, onChange, onBlur, onFocus, disabled, placeholder, options, schema } = props;
  if (isReadOnly(props))
    return (
      <Plain id={id} className="pre-line">
        {value}
      </Plain>
    );
  return (
    <textarea
      {...aria(props)}
      id={id}
      className={controlClass("form-control", props)}
      rows={options.rows ?? 3}
      maxLength={schema.maxLength}
      value={value ?? ""}
      disabled={disabled}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
      onFocus={() => onFocus(id, value)}
      onBlur={() => onBlur(id, value)}
    />
  );
}
