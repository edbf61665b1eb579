import { aria, controlClass, isReadOnly } from "../attributes.js";
import { NumberInput } from "./NumberInput.jsx";
import { tidyPhone } from "./phone.js";
import { Plain } from "./Plain.jsx";

/** One line of text. `look` is what a kind of text adds: `{ type, inputMode, autoComplete, size, tidy }`. */
export function TextInput({ look = {}, ...props }) {
  const { id, value, onChange, onBlur, onFocus, disabled, placeholder, autofocus, options, schema } = props;
  const { size = "", tidy = (text) => text, ...attributes } = look;
  const change = (text) => onChange(text === "" ? options.emptyValue : text);
  if (isReadOnly(props)) return <Plain id={id}>{value}</Plain>;
  return (
    <input
      {...attributes}
      {...aria(props)}
      id={id}
      className={controlClass(`form-control ${size}`, props)}
      autoComplete={options.autocomplete ?? attributes.autoComplete ?? "off"}
      maxLength={schema.maxLength}
      value={value ?? ""}
      disabled={disabled}
      autoFocus={autofocus}
      placeholder={placeholder}
      onChange={(event) => change(event.target.value)}
      onFocus={() => onFocus(id, value)}
      onBlur={(event) => {
        const tidied = tidy(event.target.value.trim());
        if (tidied !== (value ?? "")) change(tidied);
        onBlur(id, tidied);
      }}
    />
  );
}

const kind = (look) => (props) => <TextInput look={look} {...props} />;

export const EmailInput = kind({ type: "email", autoComplete: "email" });
export const LinkInput = kind({ type: "url", autoComplete: "url" });
export const DigitsInput = kind({
  type: "text",
  inputMode: "numeric",
  size: "short",
  tidy: (text) => text.replace(/\s/g, ""),
});
export const PhoneInput = kind({ type: "tel", autoComplete: "tel", size: "short", tidy: tidyPhone });
export const CodeInput = kind({ type: "text", size: "short", tidy: (text) => text.replace(/\s/g, "").toUpperCase() });

/** Text or a number, as the schema says. */
export function ValueInput(props) {
  const isNumber = ["number", "integer"].includes(props.schema.type);
  return isNumber ? <NumberInput {...props} /> : <TextInput look={{ type: "text" }} {...props} />;
}
