import { start } from "./policy.js";

export {
  Policy, TierwiseError, backtest, calibrate, chain, concentration, drift, fitWeights, flaps, hazards, mergePopulations,
  migration, planReview, population, quota, tierThresholds, weighEvidence,
} from "./policy.js";

let loading;

async function load() {
  const response = await fetch(new URL("./tierwise.wasm", import.meta.url));
  if (!response.ok) throw new Error(`tierwise cannot be loaded: ${response.url} answers ${response.status}`);
  // Not every server says that it is WebAssembly, without which it cannot be compiled while it comes in.
  start(await WebAssembly.compile(await response.arrayBuffer()));
}

/** Loads the library, once. If that fails, the next call tries again. */
export function ready() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
