/** Says what is wrong with a field in the words the server uses: both read forms/messages.json. */
import catalogue from "../../../../../forms/messages.json" with { type: "json" };
import { fill, known } from "../../i18n.js";
import { fieldSchema } from "./branches.js";

/**
 * The words for one broken keyword. `limit` is the keyword's value, `name` the field's name, `own` the form's own words
 * for the field by keyword ("ui:errors" of its uiSchema).
 */
export function message(language, { keyword, limit, name, own }) {
  const texts = catalogue[known(language)];
  const shown = ["string", "number"].includes(typeof limit) ? limit : "";
  return own?.[keyword] ?? fill(best(texts, keyword, shown), { limit: shown, name });
}

/** A line in the list of errors: «Товар, строка 2: Заполните поле». `property` as RJSF has it: ".positions.1.product". */
export function errorLine({ property = "", message: text }, schema, language) {
  const path = property.split(".").filter(Boolean);
  const row = path.find((step) => /^\d+$/.test(step));
  const place = [fieldSchema(schema, path)?.title, row && rowWords(language, Number(row) + 1)];
  return [path.length && place.filter(Boolean).join(", "), text].filter(Boolean).join(": ");
}

/** «строка 3», for the place of an error in a table. */
export const rowWords = (language, number) => fill(catalogue[known(language)].row, { number });

function best(texts, keyword, limit) {
  if (keyword === "minLength" && limit === 1) return texts.required;
  return texts[`${keyword}.${limit}`] ?? texts[keyword] ?? texts.default;
}
