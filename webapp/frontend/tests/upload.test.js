import assert from "node:assert/strict";
import { test } from "node:test";

import { sizeWords } from "../src/forms/files/upload.js";

const said = (language, ...sizes) => {
  globalThis.document = { documentElement: { lang: language } };
  return sizes.map((size) => sizeWords(size).replace(/\s/g, " "));
};

test("says a size as people say it, with the plural of the language", () => {
  assert.deepEqual(said("ru", 1, 22, 14, 1536), ["1 байт", "22 байта", "14 байт", "1,5 кБ"]);
  assert.deepEqual(said("en", 1, 14, 1536, 25 * 2 ** 20), ["1 byte", "14 bytes", "1.5 kB", "25 MB"]);
});
