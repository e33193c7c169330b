import { readFileSync } from "node:fs";
import { start } from "./policy.js";

start(new WebAssembly.Module(readFileSync(new URL("./tierwise.wasm", import.meta.url))));

export {
  Policy, TierwiseError, backtest, calibrate, chain, concentration, drift, fitWeights, flaps, hazards, mergePopulations,
  migration, planReview, population, quota, tierThresholds, weighEvidence,
} from "./policy.js";

/** Here the library is ready at once; this is for code that runs in browsers as well. */
export const ready = () => Promise.resolve();
