import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft } from "../src/forms/draft.js";
import { LocalCopy } from "../src/forms/local-copy.js";

/** A draft whose server gives `answers` in turn; `said` is what it reported, `sent` what it sent. */
function draftAgainst(context, ...answers) {
  const said = [];
  const sent = [];
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(globalThis, "fetch", async (url, { body, headers }) => {
    sent.push({ ...JSON.parse(body), token: headers["X-CSRFToken"] });
    const { status = 200, saved = "14:05", seen = "s1", lost, type = "json", ...more } = answers.shift() ?? {};
    if (lost) throw new TypeError("Failed to fetch");
    const told = new Headers({ "Content-Type": `application/${type}` });
    return { ok: status < 300, status, headers: told, json: async () => ({ saved, seen, ...more }) };
  });
  const store = new Map();
  const storage = {
    getItem: (key) => store.get(key) ?? null,
    setItem: (key, text) => store.set(key, text),
    removeItem: (key) => store.delete(key),
  };
  const copy = new LocalCopy("draft/1/2", storage);
  const renew = async () => context.newToken;
  const draft = new Draft({
    ...{ url: "/draft", csrf: "token", seen: null, copy, renew },
    report: ({ state }) => said.push(state),
  });
  const pass = async (milliseconds) => {
    context.mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  return { draft, said, sent, pass, copy };
}

test("saves two seconds after the last change, once", async (context) => {
  const { draft, said, sent, pass } = draftAgainst(context);
  draft.change({ a: 1 });
  await pass(1500);
  draft.change({ a: 2 });
  await pass(1500);
  assert.deepEqual(sent, []);
  await pass(500);
  assert.deepEqual(sent, [{ data: { a: 2 }, seen: null, token: "token" }]);
  assert.deepEqual(said, ["saving", "saved"]);
  assert.equal(draft.isUnsaved, false);
});

test("tells the server which draft it knows", async (context) => {
  const { draft, sent, pass } = draftAgainst(context, { seen: "s1" });
  draft.change({ a: 1 });
  await pass(2000);
  draft.change({ a: 2 });
  await pass(2000);
  assert.equal(sent[1].seen, "s1");
});

test("tries again when the server cannot be reached, and keeps what was typed meanwhile", async (context) => {
  const { draft, said, sent, pass } = draftAgainst(context, { status: 503 });
  draft.change({ a: 1 });
  await pass(2000);
  assert.equal(draft.isUnsaved, true);
  await pass(5000);
  assert.deepEqual(said, ["saving", "failed", "saving", "saved"]);
  assert.equal(sent.length, 2);
});

test("gives up when the server says it is pointless", async (context) => {
  const { draft, said, sent, pass } = draftAgainst(context, { status: 409, type: "html" });
  draft.change({ a: 1 });
  await pass(2000);
  draft.change({ a: 2 });
  await pass(60_000);
  assert.deepEqual(said, ["saving", "refused"]);
  assert.equal(sent.length, 1);
  assert.equal(draft.isUnsaved, true);
});

test("goes on saving when what could not be kept has been changed", async (context) => {
  const { draft, said, pass } = draftAgainst(context, { status: 422 });
  draft.change({ quantity: 1e20 });
  await pass(2000);
  draft.change({ quantity: 100 });
  await pass(2000);
  assert.deepEqual(said, ["saving", "failed", "saving", "saved"]);
});

test("saves nothing more once the form is on its way", async (context) => {
  const { draft, sent, pass } = draftAgainst(context);
  draft.change({ a: 1 });
  draft.stop();
  await pass(60_000);
  assert.deepEqual(sent, []);
});

test("keeps a copy in the browser until the server has it", async (context) => {
  const { draft, copy, pass } = draftAgainst(context, { lost: true });
  draft.change({ a: 1 });
  assert.deepEqual(copy.read().data, { a: 1 });
  await pass(2000);
  assert.deepEqual(copy.read().data, { a: 1 });
  await pass(5000);
  assert.equal(copy.read(), undefined);
});

test("another window's draft is not overwritten until one has chosen", async (context) => {
  const theirs = { status: 409, data: { a: 9 }, seen: "s9" };
  const { draft, said, sent, pass } = draftAgainst(context, theirs);
  draft.change({ a: 1 });
  await pass(2000);
  draft.change({ a: 2 });
  await pass(60_000);
  assert.deepEqual(said, ["saving", "changed"]);
  draft.overrule("s9", { a: 2 });
  await pass(0);
  assert.deepEqual(sent.at(-1), { data: { a: 2 }, seen: "s9", token: "token" });
  assert.equal(said.at(-1), "saved");
});

test("saves once the same person has signed in again, with the new session's token", async (context) => {
  const { draft, said, sent, pass } = draftAgainst(context, { status: 401 }, { status: 400 });
  draft.change({ a: 1 });
  await pass(2000);
  assert.deepEqual(said, ["saving", "signedOut"]);
  context.newToken = "new token";
  await pass(5000);
  await pass(0);
  assert.equal(sent.at(-1).token, "new token");
  assert.equal(said.at(-1), "saved");
});

test("a change made while saving is saved after it, on top of it", async (context) => {
  const { draft, sent, pass } = draftAgainst(context, { seen: "s1" });
  draft.change({ a: 1 });
  draft.flush();
  draft.change({ a: 2 });
  draft.flush();
  assert.equal(sent.length, 1);
  await pass(0);
  await pass(2000);
  assert.deepEqual(sent.at(-1), { data: { a: 2 }, seen: "s1", token: "token" });
});
