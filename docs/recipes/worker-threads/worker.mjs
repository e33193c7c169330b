import { parentPort, workerData } from "node:worker_threads";
import { Policy, TierwiseError } from "tierwise";

const policy = new Policy(workerData);

parentPort?.on("message", ({ columns, asOf, composite, tier, from, until }) => {
  try {
    /** @type {Record<string, import("tierwise").Column>} */
    const own = {};
    for (const [fact, numbers] of Object.entries(columns)) own[fact] = { numbers: numbers.subarray(from, until) };
    const scored = policy.scoreColumns({ rows: Math.max(0, until - from), columns: own }, asOf, { contributions: false, points: false, coverage: false });
    composite.set(scored.composite, from);
    tier.set(scored.tier, from);
    parentPort?.postMessage({ failed: scored.failed });
  } catch (error) {
    parentPort?.postMessage({ problems: error instanceof TierwiseError ? error.problems : String(error) });
  }
});
