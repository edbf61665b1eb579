import { words } from "../../i18n.js";

/** A value that is only shown. */
export function Plain({ id, className = "", children }) {
  const missing = children === undefined || children === null || children === "";
  return (
    <output id={id} className={`form-control-plaintext ${className}`}>
      {missing ? words("empty") : children}
    </output>
  );
}
