import { useRef } from "react";

import { words } from "../i18n.js";
import { asText } from "./differences.js";

/** What was typed, as a text to copy: the form cannot be submitted any more. */
export function TypedText({ schema, data, context }) {
  const area = useRef(null);
  const text = asText(schema, data, context);
  const copy = () => {
    area.current.select();
    document.execCommand("copy"); // navigator.clipboard is there on https only
  };
  if (!text) return null;
  return (
    <div className="alert tone-warning" role="status">
      <div className="typed-text">
        <label className="form-label" htmlFor="typed-text">
          {words("typedText")}
        </label>
        <textarea id="typed-text" ref={area} className="form-control" readOnly value={text} />
        <button type="button" className="btn mt-2" onClick={copy}>
          {words("copyTyped")}
        </button>
      </div>
    </div>
  );
}
