import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { isInn, isOgrn, isPhone } from "../src/forms/validation/formats.js";
import { errorLine } from "../src/forms/validation/messages.js";
import { makeValidator, openData } from "../src/forms/validation/validator.js";

/** A shared piece of forms, with the pieces it refers to put in, as the server does. */
const common = (name) =>
  JSON.parse(readFileSync(new URL(`../../../forms/common/${name}.json`, import.meta.url)), (_, value) => {
    const { $ref, ...beside } = value ?? {};
    return $ref ? { ...common($ref.slice("common/".length, -".json".length)), ...beside } : value;
  }).schema;

const decision = {
  type: "object",
  properties: { decision: { type: "string", oneOf: [{ const: "take" }, { const: "reject" }] } },
  required: ["decision"],
  if: { properties: { decision: { const: "reject" } }, required: ["decision"] },
  then: { properties: { reason: { type: "string", title: "Причина", minLength: 1 } }, required: ["reason"] },
  else: { properties: { manager: { type: "integer", title: "Менеджер" } }, required: ["manager"] },
  unevaluatedProperties: false,
};

const said = (schema, data, { language = "ru", ui = {} } = {}) =>
  makeValidator(language)
    .validateFormData(data, schema, undefined, undefined, ui)
    .errors.map((error) => [error.property, errorLine(error, schema, language)]);

test("asks only for the fields of the chosen branch", () => {
  assert.deepEqual(said(decision, { decision: "reject" }), [[".reason", "Причина: Заполните поле"]]);
  assert.deepEqual(said(decision, { decision: "take" }), [[".manager", "Менеджер: Заполните поле"]]);
});

test("says once what is wrong in a group whose other fields are all right", () => {
  const rows = { type: "array", title: "Лица", items: { properties: { name: { title: "Имя" } }, required: ["name"] } };
  const card = { type: "object", properties: { people: rows }, unevaluatedProperties: false };
  const wrong = said({ type: "object", properties: { card } }, { card: { people: [{}] } });
  assert.deepEqual(wrong, [[".card.people.0.name", "Имя, строка 1: Заполните поле"]]);
});

test("neither checks nor submits what was filled in before changing one's mind", () => {
  const data = { decision: "take", manager: 7, reason: "" };
  assert.deepEqual(said(decision, data), []);
  assert.deepEqual(openData(decision, data), { decision: "take", manager: 7 });
});

test("reports a field that no branch knows", () => {
  assert.deepEqual(said(decision, { decision: "take", manager: 7, hack: 1 }), [
    [".hack", "Лишнее поле «hack»: при таком выборе его нет"],
  ]);
});

test("speaks the language of the page", () => {
  assert.deepEqual(said(decision, { decision: "reject" }, { language: "en" }), [
    [".reason", "Причина: Fill in this field"],
  ]);
});

test("prefers the form's own words for a field", () => {
  const ui = { reason: { "ui:errors": { required: "Скажите почему" } } };
  assert.deepEqual(said(decision, { decision: "reject" }, { ui }), [[".reason", "Причина: Скажите почему"]]);
});

test("reports a wrong choice once, not once for every alternative", () => {
  const errors = said({ properties: { decision: decision.properties.decision } }, { decision: "sell" });
  assert.deepEqual(errors, [[".decision", "Выберите значение из списка"]]);
});

test("names the row of a table of lines and keeps the order of the page", () => {
  const schema = { type: "object", properties: { positions: common("lines"), note: { type: "string", maxLength: 3 } } };
  const data = {
    note: "long",
    positions: [
      { product: "Анкер", quantity: 1, unit: "pcs" },
      { quantity: 0, unit: "pcs" },
    ],
  };
  assert.deepEqual(said(schema, data), [
    [".positions.1.product", "Товар, строка 2: Заполните поле"],
    [".positions.1.quantity", "Количество, строка 2: Должно быть больше 0"],
    [".note", "Не длиннее 3 символов"],
  ]);
});

test("refuses parts of a kopeck", () => {
  const schema = { type: "object", properties: { sum: { type: "number", format: "money" } } };
  assert.deepEqual(said(schema, { sum: 0.29 }), []);
  assert.deepEqual(said(schema, { sum: 0.295 }), [[".sum", "Неверная сумма: не больше двух знаков после запятой"]]);
});

test("takes an emptied field for a missing one", () => {
  assert.deepEqual(said(decision, { decision: "reject", reason: undefined }), [[".reason", "Причина: Заполните поле"]]);
});

test("checks the check digits of numbers of the state", () => {
  assert.ok(isInn("7707083893") && isInn("500100732259") && isOgrn("1027700132195"));
  assert.ok(!isInn("7707083890") && !isInn("77070838") && !isOgrn("1027700132190"));
});

test("accepts a phone number however it is punctuated", () => {
  assert.ok(["+7 912 345-67-89", "8(912)3456789", "112233"].every(isPhone));
  assert.ok(!["", "12345", "позвоните", "+7 912 345-67-89-12-34-56"].some(isPhone));
});

test("says what the server found of the form as a whole without naming a field", () => {
  assert.equal(errorLine({ property: ".", message: "Лид уже закрыт" }, decision, "ru"), "Лид уже закрыт");
});
