import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";

const compress = promisify(gzip);
const COMPRESSIBLE = /\.(js|css|svg)$/;
const WORTHWHILE_BYTES = 1024;

/** Writes `name.gz` beside every asset that gains by it; Flask serves the copy to browsers that accept gzip. */
export function compressedCopies() {
  return {
    name: "marshrut:compressed-copies",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const names = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
      await Promise.all(names.map((name) => compressFile(join(dir, name))));
    },
  };
}

async function compressFile(path) {
  const content = await readFile(path);
  if (content.length < WORTHWHILE_BYTES) return;
  await writeFile(`${path}.gz`, await compress(content, { level: constants.Z_BEST_COMPRESSION }));
}
