// The package as people meet it: installed from the packed file, in Node, by a bundler, by the compiler of TypeScript.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { counts, files, root } from "./corpus-files.mjs";
import { blocks } from "./readme.mjs";

const consumer = new URL("target/npm/consumer/", root);
const installed = new URL("node_modules/tierwise/", consumer);
const inConsumer = (...argv) => execFileSync(process.execPath, argv, { cwd: fileURLToPath(consumer) }).toString();

for (const document of ["README.md", "bindings/wasm/README.md"]) {
  blocks(document).forEach(({ text, printed }, at) => {
    test(`${document}: JavaScript block ${at + 1} prints what it says`, () => {
      assert.ok(printed.length > 0);
      writeFileSync(new URL("readme.js", consumer), text);
      assert.deepEqual(inConsumer("readme.js").trimEnd().split("\n"), printed);
    });
  });
}

test("the documents have JavaScript", () => assert.ok(blocks("README.md").length === 1 && blocks("bindings/wasm/README.md").length > 0));

test("the package has what it needs and nothing else", () => {
  const expected = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "glue.js", "index.d.ts", "node.js", "package.json", "policy.js", "schema", "table.js", "tape.js", "tierwise.wasm", "types.d.ts", "web.js"];
  assert.deepEqual(readdirSync(installed).sort(), expected);
  assert.ok(!readFileSync(new URL("tierwise.wasm", installed)).includes("read_account"), "the tests' own ways in are not shipped");
});

test("it is found by its name, with its schema, in a worker too", async () => {
  assert.equal(inConsumer("--input-type=module", "--eval", 'import { Policy, ready } from "tierwise"; await ready(); console.log(typeof Policy)').trim(), "function");
  const schema = inConsumer("--input-type=module", "--eval", 'import schema from "tierwise/schema/policy.json" with { type: "json" }; console.log(schema.title)');
  assert.equal(schema.trim(), "A Tierwise policy");
  const text = 'import("tierwise").then(({ Policy }) => { try { new Policy({}); } catch (error) { require("node:worker_threads").parentPort.postMessage(error.code); } })';
  writeFileSync(new URL("worker.cjs", consumer), text);
  const worker = new Worker(new URL("worker.cjs", consumer));
  assert.equal(await new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject)), "input.missing_field");
});

test("TypeScript, strictly, takes the whole corpus as typed", () => {
  const lines = ['import type * as t from "tierwise";'];
  const types = {
    score: { account: "t.Account", ok: "t.Scorecard" },
    assess: { account: "t.Account", ok: "t.Assessment" },
    score_columns: { table: "t.Columns", ok: "t.ScoredLists" },
    replay: { history: "t.History", ok: "t.Timeline" },
    trace: { history: "t.History", ok: "t.Trace" },
    tier_on: { history: "t.History", ok: "t.Timeline" },
    resume: { history: "t.History", tail: "t.History", ok: "t.Timeline" },
    advance: { reviews: "t.Review[]", ok: "t.Advanced[]" },
    diff: { before: "t.History", after: "t.History", ok: "t.Difference" },
    statement: { history: "t.History", ok: "t.Statement" },
    at_risk: { history: "t.History", ok: "t.AtRisk | null" },
    outlook: { history: "t.History", ok: "t.Outlook" },
    required: { history: "t.History", ok: "t.Required" },
    backtest: { rows: "t.Foretold[]", ok: "t.Backtest" },
    calibrate: { population: "t.Population", shaping: "t.Shaping", ok: "t.Learned" },
    drift: { spread: "t.Spread", population: "t.Population", ok: "t.Drift" },
    fit_weights: { samples: "t.Samples", ok: "t.FittedWeights" },
    merge_populations: { parts: "t.Population[]", ok: "t.Population" },
    population: { ok: "t.Population" },
    tier_thresholds: { composites: "t.Population", ok: "t.Threshold[]" },
    weigh_evidence: { rows: "t.Observed[]", ok: "t.Evidence" },
    recourse: { account: "t.Account", goal: "t.Goal", levers: "t.Lever[]", ok: "t.Recourse" },
    certainty: { account: "t.Account", uncertainty: "t.Uncertainty", ok: "t.Certainty" },
    quota: { candidates: "t.Candidate[]", ok: "t.Seat[]" },
    concentration: { accounts: "t.AccountValue[]", options: "t.ConcentrationOptions", ok: "t.Concentration" },
    plan_review: { book: "t.PlanBook", options: "t.ReviewOptions", ok: "t.PlanReview" },
    matrix: { accounts: "t.ScoredAccount[]", options: "t.MatrixOptions", ok: "t.Matrix" },
    migration: { panel: "t.Panel", ok: "t.TierMigration" },
    hazards: { panel: "t.Panel", ok: "t.Hazards" },
    flaps: { panel: "t.Panel", ok: "t.Flaps" },
    chain: { ok: "t.Chain" },
    spells: { history: "t.History", ok: "t.Spell[]" },
    simulate: { portfolio: "t.Portfolio", options: "t.SimulationOptions", ok: "t.Simulation" },
    threshold_plan: { accounts: "t.Member[]", bound: "t.Bound", ok: "t.ThresholdPlan" },
    explain_change: { before: "t.Account", after: "t.Account", ok: "t.ScoreChange" },
    check: { document: "t.PolicySpec" },
  };
  const seen = {};
  for (const [, file] of files) {
    for (const { call, args, ok } of file.cases) {
      if (ok === undefined || types[call] === undefined) continue;
      seen[call] = (seen[call] ?? 0) + 1;
      for (const [key, type] of Object.entries(types[call])) {
        const value = key === "ok" ? ok : args[key];
        if (value !== undefined) lines.push(`export const v${lines.length}: ${type} = ${JSON.stringify(value)};`);
      }
    }
    if (typeof file.policy === "object") lines.push(`export const v${lines.length}: t.PolicySpec = ${JSON.stringify(file.policy)};`);
  }
  assert.deepEqual(Object.keys(seen).sort(), Object.keys(counts).filter((call) => call !== "read").sort());
  writeFileSync(new URL("corpus.ts", consumer), lines.join("\n"));
  writeFileSync(
    new URL("use.ts", consumer),
    `import { Policy, TierwiseError, ready, type Placement } from "tierwise";
await ready();
const policy = new Policy('{"policy": "p"}');
const place: Placement | null = policy.assess({ facts: { "fleet.units": 1 } }, "2026-06-30").placement;
const tier: string | undefined = place?.tier;
try { policy.score({}, "2026-06-30").composite.toFixed(); } catch (error) { if (error instanceof TierwiseError) error.problems[0]?.path.trim(); }
// @ts-expect-error a misspelt key
policy.score({ fcats: {} }, "2026-06-30");
// @ts-expect-error a word that is none of the allowed ones
policy.score({ status: "keyy" }, "2026-06-30");
// @ts-expect-error a moment is no day
policy.score({}, new Date());
const scored = policy.scoreColumns({ columns: { "fleet.units": { numbers: new Float64Array(3) }, "a.b": { categories: ["x", null, undefined] }, "c.d": { categories: new Uint8Array(3), words: ["y"] } }, previous: ["gold", null, null] }, "2026-06-30");
const tierOfFirst: string | undefined = scored.tiers[scored.tier[0] ?? 0];
const revenue: Float64Array | undefined = scored.contributions?.["revenue"];
scored.toJSON().composite.map((points) => points?.toFixed());
policy.scoreColumns({ columns: {} }, "2026-06-30", { into: scored, coverage: false });
// @ts-expect-error places need their words
policy.scoreColumns({ columns: { "c.d": { categories: new Uint8Array(3) } } }, "2026-06-30");
// @ts-expect-error one kind of values
policy.scoreColumns({ columns: { "c.d": { numbers: ["1"] } } }, "2026-06-30");
// @ts-expect-error a policy is immutable
policy.fingerprint = "";
// @ts-expect-error the library makes them
new TierwiseError();
export { tier, tierOfFirst, revenue };
`,
  );
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--types", ""];
  inConsumer(compiler, ...options, "corpus.ts", "use.ts");
});

test("the recipes are typed, and score on threads as on one", async () => {
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2024", "--module", "esnext", "--moduleResolution", "bundler", "--jsx", "react-jsx", "--allowJs", "--checkJs"];
  inConsumer(compiler, ...options, "--types", "node", "--skipLibCheck", "recipes/react/Fleet.tsx", "recipes/web-component/tierwise-score.ts", "recipes/worker-threads/pool.mjs", "recipes/worker-threads/worker.mjs");
  writeFileSync(
    new URL("threads.mjs", consumer),
    `import { Policy } from "tierwise";
import { pool } from "./recipes/worker-threads/pool.mjs";
const spec = { policy: "p", version: "1", semantics: 1, score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", curve: [[0, 0], [100, 100]] }] }] }, ladder: { base: "b", tiers: [{ id: "gold", enter: 50 }] } };
const units = new Float64Array(new SharedArrayBuffer(8 * 1001)).map((_, row) => (row === 7 ? Infinity : row / 10));
const shared = new Float64Array(new SharedArrayBuffer(8 * 1001));
shared.set(units);
const alone = new Policy(spec).scoreColumns({ columns: { "fleet.units": { numbers: units } } }, "2026-06-30");
const { score, end } = pool(spec, 3);
const { composite, tier, failed } = await score({ "fleet.units": shared }, "2026-06-30");
const refused = await score({ "fleet.unit": shared }, "2026-06-30").catch((error) => error.message);
await end();
const same = (a, b) => a.length === b.length && a.every((value, row) => Object.is(value, b[row]));
console.log(same(composite, alone.composite), same(tier, alone.tier), failed, refused.includes("fact.unknown"));`,
  );
  assert.equal(inConsumer("threads.mjs").trim(), "true true 1 true");
});

test("each condition of the package leads to its entry", () => {
  const entry = (...conditions) => inConsumer(...conditions.map((condition) => `--conditions=${condition}`), "--eval", 'console.log(require.resolve("tierwise"))').trim().split(/[\\/]/).at(-1);
  assert.equal(entry(), "node.js");
  const { exports } = JSON.parse(readFileSync(new URL("package.json", installed)));
  // Deno and Bun ask for `node` too, after their own; workers of browsers and of the edge take the default.
  const taken = (conditions) => Object.entries(exports["."]).find(([condition]) => condition === "default" || conditions.includes(condition))[1];
  assert.deepEqual([["deno", "node", "import"], ["bun", "node", "import"], ["browser", "import"], ["worker", "import"], ["workerd", "worker", "import"]].map(taken), ["./node.js", "./node.js", "./web.js", "./web.js", "./web.js"]);
});

test("Vite bundled it", () => {
  const assets = readdirSync(new URL("dist/assets/", consumer));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, 1, String(assets));
  assert.equal(readdirSync(new URL("webpacked/", consumer)).filter((name) => name.endsWith(".wasm")).length, 1, "and webpack");
  const scripts = assets.filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(`dist/assets/${name}`, consumer), "utf8"));
  assert.ok(scripts.length > 0 && scripts.every((script) => !script.includes("node:fs")), "nothing of Node is bundled");
});

test("what a policy reads of an account, and what its criteria can move", () => {
  const text = `import { Policy, ready } from "tierwise"; await ready();
    const policy = new Policy({ policy: "p", version: "1", semantics: 1, facts: [{ id: "own.wish", type: "flag", label: "what we wish" }],
      score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", curve: [[0, 0], [9, 9]] }, { id: "l", fact: "own.wish", flag: { true: 3, false: 0 } }] }] } });
    const [fleet, wish] = policy.readings({ park: { vehicles: [{ units: 4 }] }, facts: { "fleet.units": 7 } }, "2026-06-30");
    const [k, l] = policy.criteria;
    console.log(JSON.stringify([fleet.fact, fleet.type, fleet.unit, fleet.value, wish.meaning, wish.value, k.most, l.effective_weight]));`;
  assert.deepEqual(JSON.parse(inConsumer("--input-type=module", "--eval", text)), ["fleet.units", "number", "vehicles", 7, "what we wish", null, 9, 0.25]);
});
