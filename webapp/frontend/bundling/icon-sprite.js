import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { ICONS } from "./icons.js";

const { resolve } = createRequire(import.meta.url);
const STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

/** Emits one hashed icons.svg with a <symbol> for every name in ICONS; the manifest knows it as "icons.svg". */
export function iconSprite() {
  return {
    name: "marshrut:icon-sprite",
    apply: "build",
    generateBundle() {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${ICONS.map(symbol).join("")}</svg>\n`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
    },
  };
}

function symbol(name) {
  const drawing = readFileSync(resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
  const shapes = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24" ${STROKE}>${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}
