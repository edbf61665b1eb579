import assert from "node:assert/strict";
import { test } from "node:test";

import { Selection } from "../src/tasks/selection.js";
import { askedBy, moved } from "../src/tasks/shortcuts.js";

/** A key pressed where `typing` says whether the target takes text. */
function pressed(code, { typing = false, ...event } = {}) {
  return askedBy({ code, key: "", target: { closest: () => (typing ? {} : null) }, ...event });
}

test("letters are known by their place, in the Russian layout too", () => {
  assert.equal(pressed("KeyJ", { key: "о" }), "next");
  assert.equal(pressed("KeyC", { key: "с" }), "claim");
});

test("a slash searches and a question mark helps, wherever the layout has them", () => {
  assert.equal(pressed("Slash", { key: "/" }), "search");
  assert.equal(pressed("Digit7", { key: "?", shiftKey: true }), "help");
});

test("no key is taken from whoever types, from the browser or from a screen reader's modifiers", () => {
  assert.equal(pressed("KeyJ", { typing: true }), undefined);
  for (const held of ["ctrlKey", "metaKey", "altKey", "shiftKey", "isComposing", "defaultPrevented"]) {
    assert.equal(pressed("KeyC", { [held]: true }), undefined, held);
  }
  assert.equal(pressed("KeyQ", { key: "q" }), undefined);
});

test("walking stops at both ends and begins at the nearer one", () => {
  assert.deepEqual(
    [moved(-1, 1, 3), moved(-1, -1, 3), moved(2, 1, 3), moved(0, -1, 3), moved(1, 1, 3)],
    [0, 2, 2, 0, 2],
  );
});

test("a selection outlives its rows' renewal but not their leaving the list", () => {
  const selection = new Selection();
  for (const id of ["1", "2", "3"]) selection.set(id, true);
  selection.set("3", false);
  selection.keep(["2", "3", "4"]);
  assert.deepEqual(
    [selection.has("1"), selection.has("2"), selection.has("3"), selection.size],
    [false, true, false, 1],
  );
});
