import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft } from "../src/forms/draft.js";

/** A draft whose server gives `answers` in turn; `said` is what it reported, `sent` what it sent. */
function draftAgainst(context, ...answers) {
  const said = [];
  const sent = [];
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(globalThis, "fetch", async (url, { body, headers }) => {
    sent.push({ ...JSON.parse(body), token: headers["X-CSRFToken"] });
    const { status = 200, saved = "14:05", seen = "s1" } = answers.shift() ?? {};
    return { ok: status < 300, status, json: async () => ({ saved, seen }) };
  });
  const draft = new Draft({ url: "/draft", csrf: "token", seen: null, report: ({ state }) => said.push(state) });
  const pass = async (milliseconds) => {
    context.mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  return { draft, said, sent, pass };
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
  const { draft, said, sent, pass } = draftAgainst(context, { status: 409 });
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
