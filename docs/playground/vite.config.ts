import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** The browser itself sees to it that nothing leaves the machine. */
const nothingLeaves: Plugin = {
  name: "nothing-leaves",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      injectTo: "head-prepend",
      attrs: {
        "http-equiv": "Content-Security-Policy",
        content: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'",
      },
    },
  ],
};

export default defineConfig({
  base: "./",
  plugins: [svelte(), nothingLeaves],
  worker: { format: "es" },
  assetsInclude: ["**/*.gz"],
  // The policies, the orders and the package stand elsewhere in the repository.
  server: { fs: { allow: ["../.."] } },
  build: { target: "es2023", outDir: "../../target/playground", emptyOutDir: true, chunkSizeWarningLimit: 800 },
});
