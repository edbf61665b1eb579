import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldNames, fieldSchema, withoutClosed } from "../src/forms/validation/branches.js";

const isAlways = () => true;
const rows = {
  properties: {
    rows: {
      type: "array",
      items: {
        properties: { kind: {} },
        if: {},
        then: { properties: { a: { title: "А" } } },
        else: { properties: { b: {} } },
      },
    },
  },
  allOf: [{ properties: { extra: {} } }],
};

test("lists the fields of every branch, in the order of the schema", () => {
  assert.deepEqual(fieldNames(rows), ["rows", "extra"]);
  assert.deepEqual(fieldNames(rows.properties.rows.items), ["kind", "a", "b"]);
});

test("drops the fields of closed branches inside rows, and keeps what no branch knows", () => {
  const value = { rows: [{ kind: 1, a: 2, b: 3, c: 4 }], extra: 5 };
  assert.deepEqual(withoutClosed(rows, value, isAlways), { rows: [{ kind: 1, a: 2, c: 4 }], extra: 5 });
});

test("finds a field's schema through rows and branches", () => {
  assert.equal(fieldSchema(rows, ["rows", "0", "a"]).title, "А");
  assert.equal(fieldSchema(rows, ["nowhere"]), undefined);
});
