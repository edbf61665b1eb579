import assert from "node:assert/strict";
import { test } from "node:test";

import { keepDraft } from "../src/comments/draft.js";
import { matching, typedMention } from "../src/comments/mentions.js";

const PEOPLE = [{ name: "Иванова Анна" }, { name: "Иванов Пётр" }, { name: "Киселёва Дарья" }];
const names = (typed) => matching(PEOPLE, typed).map(({ name }) => name);

test("a mention is typed after an @ that begins a word", () => {
  assert.equal(typedMention("спросите @Ива"), "Ива");
  assert.equal(typedMention("(@Иванова Ан"), "Иванова Ан");
  assert.equal(typedMention("@"), "");
  assert.equal(typedMention("почта ivanova@example"), undefined);
  assert.equal(typedMention("спросите @Ива\nпотом"), undefined);
});

test("people are found by the beginnings of their names, in any order, with and without ё", () => {
  assert.deepEqual(names("ива"), ["Иванова Анна", "Иванов Пётр"]);
  assert.deepEqual(names("анна ив"), ["Иванова Анна"]);
  assert.deepEqual(names("киселева"), ["Киселёва Дарья"]);
  assert.deepEqual(names("петр"), ["Иванов Пётр"]);
});

test("a name that is complete is offered no more", () => assert.deepEqual(names("Иванова Анна "), []));

/** A form with the fields of a comment, and a storage. */
function comment(kept = {}) {
  const storage = {
    items: { ...kept },
    getItem: (name) => storage.items[name] ?? null,
    setItem: (name, value) => (storage.items[name] = value),
    removeItem: (name) => delete storage.items[name],
  };
  const text = new EventTarget();
  text.value = "";
  const key = { value: "new" };
  return { storage, text, key, form: { dataset: { commentDraft: "task-1" }, elements: { text, key } } };
}

function open(page, shownKeys = []) {
  globalThis.CSS = { escape: (text) => text };
  globalThis.document = { querySelector: (selector) => shownKeys.find((key) => selector.includes(`"${key}"`)) };
  keepDraft(page.form, page.storage);
}

const type = (page, text) => {
  page.text.value = text;
  page.text.dispatchEvent(new Event("input"));
};

test("what is typed comes back with its key, so that it is said once", () => {
  const first = comment();
  open(first);
  type(first, "Не потерять");
  const again = comment(first.storage.items);
  open(again);
  assert.deepEqual([again.text.value, again.key.value], ["Не потерять", "new"]);
});

test("a draft goes when the page shows the comment, and when everything is deleted", () => {
  const draft = { "comment:task-1": JSON.stringify({ text: "Сказано", key: "k" }) };
  const sent = comment(draft);
  open(sent, ["k"]);
  assert.deepEqual([sent.text.value, sent.storage.items], ["", {}]);
  const emptied = comment(draft);
  open(emptied);
  type(emptied, "  ");
  assert.deepEqual(emptied.storage.items, {});
});

test("a draft that cannot be read is no draft", () => {
  const broken = comment({ "comment:task-1": "{" });
  open(broken);
  assert.equal(broken.text.value, "");
});
