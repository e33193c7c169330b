// Makes a project like anybody's, with the package installed from what `npm pack` packs, and bundles the README's example there.
// `cargo xtask test` runs this before the tests.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
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
await build({ root: fileURLToPath(consumer), base: "./", logLevel: "error" });
console.log(`installed ${name} ${version} from ${packed}`);
