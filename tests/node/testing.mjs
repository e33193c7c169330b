// The build of the wrapper that only tests have: it reads every text format, and breaks when it is told to.
import { readFileSync } from "node:fs";
import { root } from "./corpus-files.mjs";

const folder = new URL("target/npm/testing/", root);
const { Policy, TierwiseError, start } = await import(new URL("policy.js", folder));
start(new WebAssembly.Module(readFileSync(new URL("tierwise.wasm", folder))));

export const { Core } = await import(new URL("glue.js", folder));
export { Policy, TierwiseError };
