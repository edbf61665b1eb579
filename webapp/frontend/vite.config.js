import { resolve } from "node:path";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { compressedCopies } from "./bundling/compressed-copies.js";
import { iconSprite } from "./bundling/icon-sprite.js";

const source = (path) => resolve(import.meta.dirname, "src", path);

export default defineConfig({
  base: "./", // addresses inside the bundle are relative: the application may live under any prefix
  plugins: [react(), iconSprite(), compressedCopies()],
  publicDir: false,
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0, // a data: address would need a wider content security policy
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: {
        site: source("site.js"),
        form: source("forms/main.jsx"),
        viewer: source("bpmn/viewer.js"),
        watch: source("tasks/watch.js"),
        "api-docs": source("api-docs.js"),
      },
    },
  },
});
