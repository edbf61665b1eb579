/** What is filled in, in words: to compare two drafts, and to copy what can no longer be submitted. */
import { pageLanguage, words } from "../i18n.js";
import { isSame } from "./local-copy.js";
import { fieldNames, fieldSchema } from "./validation/branches.js";

/** `[{ label, mine, theirs }]` for every field, at any depth, that has not the same value in both. */
export function differences(schema, mine, theirs, context) {
  const one = new Map(leaves(schema, mine));
  const other = new Map(leaves(schema, theirs));
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => !isSame(one.get(path), other.get(path)))
    .map((path) => {
      const field = fieldSchema(schema, path.split("\n"));
      const said = (value) => inWords(value, field, context);
      return { label: labelOf(path, field), mine: said(one.get(path)), theirs: said(other.get(path)) };
    });
}

/** Every answer as a line «label: value», in the order of the form. */
export function asText(schema, data, context) {
  return leaves(schema, data)
    .map(([path, value]) => [fieldSchema(schema, path.split("\n")), path, value])
    .map(([field, path, value]) => `${labelOf(path, field)}: ${inWords(value, field, context)}`)
    .join("\n");
}

/** Paths (names joined by line breaks) and values; a list is one value. */
function leaves(schema, data, above = []) {
  const names = [...new Set([...fieldNames(schema), ...Object.keys(data ?? {})])];
  return names.flatMap((name) => {
    const value = data?.[name];
    const path = [...above, name];
    if (isGroup(value)) return leaves(fieldSchema(schema, [name]), value, path);
    return isEmpty(value) ? [] : [[path.join("\n"), value]];
  });
}

const labelOf = (path, field) => field?.title ?? path.split("\n").at(-1);

function inWords(value, field, context = {}) {
  if (isEmpty(value)) return words("empty");
  if (Array.isArray(value)) return value.map((row) => rowInWords(row, field?.items, context)).join("; ");
  if (typeof value === "boolean") return words(value ? "yes" : "no");
  if (typeof value === "number" && !field?.format) return value.toLocaleString(pageLanguage());
  return named(value, field, context) ?? String(value);
}

function rowInWords(row, items, context) {
  if (!isGroup(row)) return inWords(row, items, context);
  const filled = Object.entries(row).filter(([, value]) => !isEmpty(value));
  return filled.map(([name, value]) => inWords(value, fieldSchema(items, [name]), context)).join(" ");
}

/** The label of a choice, the name of a person or a card. */
function named(value, field, { people = [], records = {} }) {
  const choice = field?.oneOf?.find((option) => option.const === value);
  const person = field?.format === "person" && people.find(({ id }) => id === value);
  const record = field?.format === "record" && Object.values(records).flat().find(({ id }) => id === value); // prettier-ignore
  return choice?.title ?? (person || undefined)?.name ?? (record || undefined)?.title;
}

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isEmpty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length); // prettier-ignore
