import assert from "node:assert/strict";
import { test } from "node:test";

import { formatted, parsed } from "../src/forms/widgets/numbers.js";
import { tidyPhone } from "../src/forms/widgets/phone.js";

test("reads a number as people write it", () => {
  assert.equal(parsed("1 234,5", "ru"), 1234.5);
  assert.equal(parsed("1\u00a0234.50", "ru"), 1234.5);
  assert.equal(parsed("-2", "ru"), -2);
  assert.equal(parsed("", "ru"), undefined);
});

test("takes a comma for thousands where English has it there, and nowhere else", () => {
  assert.equal(parsed("1,500", "en"), 1500);
  assert.equal(parsed("1,234,567.5", "en"), 1234567.5);
  assert.equal(parsed("2,5", "en"), 2.5);
  assert.equal(parsed("1,500", "ru"), 1.5);
});

test("leaves what is no number for the validator to name", () => {
  assert.equal(parsed("много", "ru"), "много");
  assert.equal(parsed("1,2,3", "ru"), "1,2,3");
});

test("writes a number as the language does, a sum with its kopecks", () => {
  assert.equal(formatted(1234567.5, 2, "ru").replace(/\s/g, " "), "1 234 567,50");
  assert.equal(formatted(1234567.5, 2, "en"), "1,234,567.50");
  assert.equal(formatted(1500, 0, "en"), "1,500");
});

test("writes a Russian phone number one way and leaves others alone", () => {
  assert.equal(tidyPhone("89123456789"), "+7 912 345-67-89");
  assert.equal(tidyPhone("+7 (912) 345-67-89"), "+7 912 345-67-89");
  assert.equal(tidyPhone("+44 20 7946 0958"), "+44 20 7946 0958");
});
