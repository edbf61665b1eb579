import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= { documentElement: { lang: "en" } };
const { asText, differences } = await import("../src/forms/differences.js");

const SCHEMA = {
  properties: {
    decision: { title: "Decision", oneOf: [{ const: "yes", title: "Approve" }] },
    manager: { title: "Manager", format: "person" },
    card: { title: "Card", properties: { phone: { title: "Phone" } } },
    lines: { title: "Lines", items: { properties: { product: { title: "Product" }, urgent: { title: "Urgent" } } } },
  },
  then: { properties: { reason: { title: "Reason" } } },
};
const CONTEXT = { people: [{ id: 7, name: "Ivanova Anna" }] };

test("only the fields that differ are told, in the words of the form", () => {
  const mine = { decision: "yes", manager: 7, reason: "late", card: { phone: "1" } };
  const theirs = { decision: "yes", card: { phone: "2" } };
  assert.deepEqual(differences(SCHEMA, mine, theirs, CONTEXT), [
    { label: "Manager", mine: "Ivanova Anna", theirs: "—" },
    { label: "Phone", mine: "1", theirs: "2" },
    { label: "Reason", mine: "late", theirs: "—" },
  ]);
});

test("what was typed becomes a text with a line per answer", () => {
  const data = { decision: "yes", lines: [{ product: "Bolts", urgent: true }, { product: "Nuts" }] };
  assert.equal(asText(SCHEMA, data, CONTEXT), "Decision: Approve\nLines: Bolts yes; Nuts");
});
