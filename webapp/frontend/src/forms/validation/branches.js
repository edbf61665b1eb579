/**
 * Which fields of a form are open, given the answers: properties, and those of the `then` or `else` that applies.
 * The same walk as engine/forms/branches.py: a field filled in before changing one's mind stays in the browser and in
 * the draft, but is neither checked nor submitted.
 */

/** Every field there may be at this level, in the order of the schema. */
export function fieldNames(schema) {
  if (!isObject(schema)) return [];
  const parts = [...(schema.allOf ?? []), schema.then, schema.else];
  return [...Object.keys(schema.properties ?? {}), ...parts.flatMap(fieldNames)];
}

/** `value` without the fields of closed branches, at every depth. `holds(condition, value)` judges an `if`. */
export function withoutClosed(schema, value, holds) {
  if (Array.isArray(value)) return value.map((row) => withoutClosed(schema?.items, row, holds));
  if (!isObject(value) || !isObject(schema)) return value;
  const open = openFields(schema, value, holds);
  const closed = new Set(fieldNames(schema).filter((name) => !(name in open)));
  const kept = Object.entries(value).filter(([name]) => !closed.has(name));
  return Object.fromEntries(kept.map(([name, below]) => [name, withoutClosed(open[name], below, holds)]));
}

/** Where a field is described, whichever branch it is in; `path` as in an error: names and row numbers. */
export function fieldSchema(schema, path) {
  if (!path.length || !isObject(schema)) return schema;
  const [step, ...rest] = path;
  if (/^\d+$/.test(step)) return fieldSchema(schema.items, rest);
  const holder = levels(schema).find((level) => step in (level.properties ?? {}));
  return fieldSchema(holder?.properties[step], rest);
}

function openFields(schema, value, holds) {
  const open = { ...schema.properties };
  const chosen = schema.if === undefined ? undefined : holds(schema.if, value) ? schema.then : schema.else;
  for (const part of [...(schema.allOf ?? []), chosen]) {
    if (isObject(part)) Object.assign(open, openFields(part, value, holds));
  }
  return open;
}

function levels(schema) {
  if (!isObject(schema)) return [];
  return [schema, ...[...(schema.allOf ?? []), schema.then, schema.else].flatMap(levels)];
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
