// Makes a project like anybody's, with the package installed from what `npm pack` packs, and bundles the README's example and the
// recipes there.
// `cargo xtask test` runs this before the tests.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import webpack from "webpack";
import { blocks } from "./readme.mjs";

const folder = new URL("../../target/npm/", import.meta.url);
const consumer = new URL("consumer/", folder);
const npm = (where, ...rest) => execFileSync(process.platform === "win32" ? "npm.cmd" : "npm", [...rest, "--silent"], { cwd: fileURLToPath(where), shell: process.platform === "win32" });

rmSync(consumer, { recursive: true, force: true });
mkdirSync(consumer, { recursive: true });
const packed = npm(folder, "pack", "./tierwise").toString().trim();
writeFileSync(new URL("package.json", consumer), JSON.stringify({ name: "consumer", private: true, type: "module" }));
npm(consumer, "install", "--offline", "--no-audit", "--no-fund", `../${packed}`);
const { name, version } = JSON.parse(readFileSync(new URL("node_modules/tierwise/package.json", consumer)));
writeFileSync(new URL("index.html", consumer), '<script type="module" src="./main.js"></script>');
writeFileSync(new URL("main.js", consumer), blocks("README.md")[0].text);
// What the recipes need beside the package, from where the tests have it.
for (const name of ["react", "react-dom", "scheduler", "csstype", "undici-types", "@types"]) symlinkSync(new URL(`node_modules/${name}`, import.meta.url), new URL(`node_modules/${name}`, consumer), "junction");
cpSync(new URL("../../docs/recipes", import.meta.url), new URL("recipes", consumer), { recursive: true });
writeFileSync(
  new URL("recipes.html", consumer),
  `<!doctype html><div id="react"></div><tierwise-score as-of="2026-06-30" account='{"facts": {"fleet.units": 90}}'></tierwise-score>
<script type="module" src="./recipes/react/Fleet.tsx"></script><script type="module" src="./recipes/web-component/tierwise-score.ts"></script>`,
);
const bundled = { input: ["index.html", "recipes.html"].map((page) => fileURLToPath(new URL(page, consumer))) };
await build({ root: fileURLToPath(consumer), base: "./", logLevel: "error", build: { target: "es2022", rolldownOptions: bundled } });
await new Promise((resolve, reject) => {
  const output = { path: fileURLToPath(new URL("webpacked", consumer)), publicPath: "auto" };
  webpack({ context: fileURLToPath(consumer), mode: "production", entry: "./main.js", experiments: { topLevelAwait: true }, performance: false, output }, (error, stats) => {
    if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
    else resolve();
  });
});
console.log(`installed ${name} ${version} from ${packed}`);
