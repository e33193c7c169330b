// The corpus as it lies on disk.
import { readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";

export const root = new URL("../../", import.meta.url);
export const read = (path) => readFileSync(new URL(path, root), "utf8");
export const shipped = (name) => parse(read(`crates/tierwise-text/policies/${name}.yaml`));

const folders = ["score", "tier", "facts", "history", "columns", "portfolio", "calibration", "errors", "found"];
export const files = folders.flatMap((folder) => {
  const names = readdirSync(new URL(`tests/corpus/${folder}/`, root)).filter((name) => name.endsWith(".json")).sort();
  return names.map((name) => [`${folder}/${name}`, JSON.parse(read(`tests/corpus/${folder}/${name}`))]);
});

export const policies = {};
for (const policy of files.flatMap(([, { policy, earlier = [] }]) => [policy, ...earlier])) {
  if (typeof policy !== "string") continue;
  policies[policy] = policy.startsWith("shipped:") ? shipped(policy.slice(8)) : JSON.parse(read(`tests/corpus/${policy}`));
}

export const counts = JSON.parse(read("tests/corpus/counts.json"));
