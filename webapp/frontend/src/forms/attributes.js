/** Attributes every control of a form shares. None has a name: the data travels as JSON, in a field of its own. */
import { descriptionId, errorId, helpId } from "@rjsf/utils";

export const labelId = (id) => `${id}__label`;

/** Tells assistive technology what is wrong with a control, what it is for, and that it must be filled in. */
export function aria({ id, rawErrors = [], schema, options = {}, required }) {
  const invalid = rawErrors.length > 0;
  const described = [
    invalid && errorId(id),
    (options.description ?? schema.description) && descriptionId(id),
    options.help && helpId(id),
  ].filter(Boolean);
  return {
    "aria-invalid": invalid || undefined,
    "aria-describedby": described.join(" ") || undefined,
    "aria-required": required || undefined,
  };
}

export const controlClass = (base, { rawErrors = [] }) => (rawErrors.length ? `${base} is-invalid` : base);

export const isReadOnly = ({ readonly, schema }) => Boolean(readonly || schema.readOnly);

/** The `id` of the control of a field, from the path in an error: ".positions.0.unit" → "root_positions_0_unit". */
export const controlId = (property) => `root${property === "." ? "" : property.replaceAll(".", "_")}`;

/** Puts the cursor into a field, or into the first control of a group. */
export function focusField(property) {
  const target = document.getElementById(controlId(property));
  const controls = "input, select, textarea, button";
  const control = target?.matches(controls) ? target : target?.querySelector(controls);
  (control ?? target)?.focus();
}
