import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [svelte()],
  worker: { format: "es" },
  assetsInclude: ["**/*.gz"],
  // The policies, the orders and the package stand elsewhere in the repository.
  server: { fs: { allow: ["../.."] } },
  build: { target: "es2023", outDir: "../../target/playground", emptyOutDir: true, chunkSizeWarningLimit: 800 },
});
