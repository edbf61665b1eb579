import assert from "node:assert/strict";
import { test } from "node:test";

import { forgetOldCopies, isSame, LocalCopy } from "../src/forms/local-copy.js";

const DAY = 24 * 3600 * 1000;

/** A browser's storage: what it keeps are its own properties. */
function storage(content) {
  const methods = {
    getItem: { value: (key) => kept[key] ?? null },
    setItem: { value: (key, text) => (kept[key] = text) },
    removeItem: { value: (key) => delete kept[key] },
  };
  const kept = Object.defineProperties({ ...content }, methods);
  return kept;
}

test("the order in which fields come back makes no other draft", () => {
  assert.ok(isSame({ a: 1, b: { c: [1, 2], d: 2 } }, { b: { d: 2, c: [1, 2] }, a: 1 }));
  assert.ok(!isSame({ lines: [1, 2] }, { lines: [2, 1] }));
});

test("copies nobody came back for within a week are forgotten, and nothing else", () => {
  const at = (days) => JSON.stringify({ data: {}, at: 10 * DAY - days * DAY });
  const kept = storage({ "draft/1/1": at(8), "draft/1/2": at(6), theme: "dark" });
  forgetOldCopies(kept, 10 * DAY);
  assert.deepEqual(Object.keys(kept), ["draft/1/2", "theme"]);
});

test("a browser without room for a copy says so, so that the page warns before it is left", () => {
  const copy = new LocalCopy("draft/1/1", {
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  copy.keep({ a: 1 }, null);
  assert.equal(copy.isKept, false);
});
