// A table scored on several threads: every worker loads the library and scores its rows. Columns in shared memory are not copied.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/**
 * Threads that stay, with a policy each.
 * @param {import("tierwise").PolicySpec} spec
 */
export function pool(spec, threads = availableParallelism()) {
  const workers = Array.from({ length: threads }, () => new Worker(new URL("./worker.mjs", import.meta.url), { workerData: spec }));

  /**
   * Scores numbers by the names of their facts, each in shared memory.
   * @param {Record<string, Float64Array<SharedArrayBuffer>>} columns
   * @param {string} asOf
   */
  async function score(columns, asOf) {
    const rows = Object.values(columns)[0]?.length ?? 0;
    const composite = new Float64Array(new SharedArrayBuffer(8 * rows));
    const tier = new Uint16Array(new SharedArrayBuffer(2 * rows));
    const share = Math.ceil(rows / threads);
    const failed = await Promise.all(workers.map((worker, at) => ask(worker, { columns, asOf, composite, tier, from: at * share, until: Math.min(rows, (at + 1) * share) })));
    return { composite, tier, failed: failed.reduce((sum, rows) => sum + rows, 0) };
  }

  return { score, end: () => Promise.all(workers.map((worker) => worker.terminate())) };
}

/**
 * @param {Worker} worker
 * @param {object} work
 * @returns {Promise<number>}
 */
function ask(worker, work) {
  return new Promise((resolve, reject) => {
    const settle = () => worker.off("message", answered).off("error", reject);
    /** @param {{ failed?: number, problems?: unknown }} answer */
    const answered = ({ failed, problems }) => {
      settle();
      if (failed === undefined) reject(new Error(JSON.stringify(problems)));
      else resolve(failed);
    };
    worker.on("message", answered).on("error", reject);
    worker.postMessage(work);
  });
}
