import { useState } from "react";
import { flushSync } from "react-dom";

import { aria, controlClass, isReadOnly } from "../attributes.js";
import { usePlace } from "../place.js";
import { editable, formatted, parsed } from "./numbers.js";
import { Plain } from "./Plain.jsx";

/**
 * A number typed as people write it: spaces between thousands, a comma or a point. What is no number stays as typed,
 * and the validator says so. `digits` is how many decimals are always shown.
 */
export function NumberInput({ digits = 0, unit, ...props }) {
  const { id, value, onChange, onBlur, onFocus, disabled, placeholder, options, schema } = props;
  const [typed, setTyped] = useState(null);
  const shown = formatted(value, digits);
  if (isReadOnly(props))
    return (
      <Plain id={id} className="fact-number">
        {unit && shown ? `${shown} ${unit}` : shown}
      </Plain>
    );
  return (
    <input
      {...aria(props)}
      id={id}
      type="text"
      inputMode={schema.type === "integer" ? "numeric" : "decimal"}
      autoComplete="off"
      className={controlClass("form-control text-end fact-number", props)}
      value={typed ?? shown}
      disabled={disabled}
      placeholder={placeholder}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(parsed(event.target.value) ?? options.emptyValue);
      }}
      onFocus={({ target }) => {
        flushSync(() => setTyped(editable(value)));
        target.select(); // as the browser does for whoever comes by Tab, but of the text it had before
        onFocus(id, value);
      }}
      onBlur={() => {
        setTyped(null);
        onBlur(id, value);
      }}
    />
  );
}

/** A sum of money, with its currency beside it unless it stands in a table, where the heading names it. */
export function MoneyInput(props) {
  const { kind } = usePlace();
  const unit = props.options.currency ?? "₽";
  const input = <NumberInput digits={2} unit={unit} {...props} />;
  if (kind === "cell" || isReadOnly(props)) return input;
  return (
    <div className="input-group money">
      {input}
      <span className="input-group-text" aria-hidden="true">
        {unit}
      </span>
    </div>
  );
}
