// How long one score takes: `node bindings/wasm/bench/single.mjs`, after `cargo xtask wasm` and `cargo xtask test`, which installs
// the package and the reader of YAML. The shipped policy with 21 criteria, an account with all of its facts.
import { shipped } from "../../../tests/node/corpus-files.mjs";
import { Policy } from "../../../target/npm/tierwise/node.js";

const document = shipped("cv-key-account");
const facts = {};
for (const { fact, bands, curve, table, transform } of document.score.aspects.flatMap(({ criteria }) => criteria)) {
  const highest = (bands ?? curve)?.at(-1)[0];
  facts[fact] = table ? Object.keys(table)[0] : transform ? "2024-05-01" : (highest ?? true) === true ? true : highest * 0.37;
}
const policy = new Policy(document);
const account = { facts };
if (policy.score(account, "2026-06-30").missing.length > 0) throw new Error("a fact is missing");

const text = JSON.stringify(policy.score(account, "2026-06-30"));
const history = { account, events: [{ id: "1", on: "2024-01-01", event: { enrol: {} } }] };
const measured = {
  "score, 21 criteria, all facts": () => policy.score(account, "2026-06-30"),
  "score of an empty account": () => policy.score({}, "2026-06-30"),
  "assess": () => policy.assess(account, "2026-06-30", "gold"),
  "replay of 30 months": () => policy.replay(history, "2026-06-30"),
  "for comparison: JSON.parse of the scorecard": () => JSON.parse(text),
};

for (const [name, run] of Object.entries(measured)) {
  // The engine compiles what is hot a second time, in the background.
  for (const warm = performance.now() + 1_000; performance.now() < warm; ) run();
  const end = performance.now() + 1_000;
  let best = Infinity;
  // The best of many short rounds: what is left is what the machine's other work did not disturb.
  while (performance.now() < end) {
    const start = performance.now();
    for (let time = 0; time < 200; time += 1) run();
    best = Math.min(best, (performance.now() - start) / 200);
  }
  console.log(`${(best * 1_000).toFixed(1).padStart(9)} us  ${name}`);
}
