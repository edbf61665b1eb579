/**
 * The validator react-jsonschema-form asks, on @cfworker/json-schema: it interprets schemas, so it works under
 * `script-src 'self'`, where ajv, which compiles them with eval, does not.
 */
import { Validator } from "@cfworker/json-schema";
import { toErrorSchema } from "@rjsf/utils";

import { fieldNames, fieldSchema, withoutClosed } from "./branches.js";
import { message } from "./messages.js";
import "./formats.js";

const DRAFT = "2020-12";
/** Keywords that only repeat what the keywords below them say. */
const WRAPPERS = new Set(["properties", "items", "prefixItems", "allOf", "if", "then", "else", "$ref", "false"]);
/** Reported of the object, with the name of the field in quotes. */
const ABOUT_ONE_FIELD = new Set(["required", "additionalProperties", "unevaluatedProperties", "dependentRequired"]);

/** A validator for RJSF that speaks `language` ("ru" or "en"). */
export function makeValidator(language) {
  return {
    isValid: (schema, data) => holds(schema, data),
    rawValidation: (schema, data) => ({ errors: brokenKeywords(schema, data) }),
    validateFormData(data, schema, _customValidate, _transformErrors, uiSchema) {
      const broken = brokenKeywords(schema, openData(schema, data));
      const errors = inOrder(oncePerField(broken), schema, uiSchema).map((error) => worded(error, uiSchema, language));
      return { errors, errorSchema: toErrorSchema(errors) };
    },
    reset() {},
  };
}

/** What of `data` counts: without the fields of branches that other answers have closed. */
export const openData = (schema, data) => withoutClosed(schema, plain(data), holds);

function holds(schema, data) {
  return typeof schema === "boolean" ? schema : checker(schema).validate(plain(data)).valid;
}

/** Every broken keyword: `{ path, keyword, limit }`, the path of a missing field being that of the field itself. */
function brokenKeywords(schema, data) {
  return checker(schema)
    .validate(plain(data))
    .errors.filter((unit) => isTelling(unit))
    .map((unit) => described(unit, schema))
    .filter(({ keyword, path }) => keyword !== "unevaluatedProperties" || !isKnown(schema, path));
}

/** Whether a field is one of its group; the keyword also names fields that are wrong in another way. */
const isKnown = (schema, path) => fieldNames(fieldSchema(schema, path.slice(0, -1))).includes(path.at(-1));

/** Alternatives are reported as a whole, not each on its own. */
function isTelling({ keyword, keywordLocation }) {
  return !WRAPPERS.has(keyword) && !/\/(oneOf|anyOf)\/\d+/.test(keywordLocation);
}

function described({ keyword, keywordLocation, instanceLocation, error }, schema) {
  const path = steps(instanceLocation);
  const holder = valueAt(schema, steps(keywordLocation).slice(0, -1));
  if (ABOUT_ONE_FIELD.has(keyword)) return { path: [...path, quoted(error)], keyword };
  if (keyword === "multipleOf" && holder.format === "money") return { path, keyword: "format", limit: "money" };
  return { path, keyword, limit: holder?.[keyword] };
}

function oncePerField(errors) {
  return [...new Map([...errors].reverse().map((error) => [error.path.join("."), error])).values()].reverse();
}

/** In the order the fields stand on the page, rows of a table from the first. */
function inOrder(errors, schema, uiSchema) {
  const order = [...(uiSchema?.["ui:order"] ?? []), ...fieldNames(schema)];
  const place = ({ path }) => [order.indexOf(path[0]), Number(path.find((step) => /^\d+$/.test(step)) ?? -1)];
  return [...errors].sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
}

/** The error as RJSF wants it. */
function worded({ path, keyword, limit }, uiSchema, language) {
  const own = uiOf(uiSchema, path)?.["ui:errors"];
  const text = message(language, { keyword, limit, name: path.at(-1) ?? "", own });
  return {
    name: keyword,
    property: `.${path.join(".")}`,
    message: text,
    params: { limit },
    schemaPath: "",
    stack: text,
  };
}

function uiOf(uiSchema, path) {
  return path.reduce((ui, step) => ui?.[/^\d+$/.test(step) ? "items" : step], uiSchema);
}

const byIdentity = new WeakMap();
const byText = new Map();

/** RJSF makes a new object of the same small schema at every keystroke; preparing each would take most of the time. */
function checker(schema) {
  if (!byIdentity.has(schema)) byIdentity.set(schema, checkerOfEqual(schema));
  return byIdentity.get(schema);
}

function checkerOfEqual(schema) {
  const text = JSON.stringify(schema);
  if (!byText.has(text)) byText.set(text, new Validator(withMoney(schema), DRAFT, false));
  return byText.get(text);
}

/** Formats are checked of texts only; a sum is a number, so its format becomes a keyword of numbers. */
function withMoney(schema) {
  if (Array.isArray(schema)) return schema.map(withMoney);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, below]) => [key, withMoney(below)]));
  return schema.format === "money" ? { ...copy, multipleOf: 0.01 } : copy;
}

/** Without the `undefined` that RJSF leaves in emptied fields. */
const plain = (data) => (data === undefined ? {} : JSON.parse(JSON.stringify(data)));

const quoted = (text) => /"([^"]+)"/.exec(text)?.[1] ?? "";

const steps = (location) =>
  location
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));

const valueAt = (schema, path) => path.reduce((below, step) => below?.[step], schema);
