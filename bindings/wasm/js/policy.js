// The class that people use. It also keeps the library usable whatever happens in it: a panic, and what else must not be,
// breaks one instance of the compiled program, and a new one takes its place.
import * as glue from "./glue.js";
import { Core, initSync, __wbg_reset_state as startAgain } from "./glue.js";
import { scoreTable } from "./table.js";
import { TierwiseError, takePanic, write } from "./tape.js";

export { TierwiseError };

/** Counts the instances of the program. */
let instance = 0;

/** Starts the compiled program. */
export function start(module) {
  initSync({ module });
  instance += 1;
}

function guarded(work) {
  if (instance === 0) throw new Error("tierwise is not ready: in browsers, `await ready()` first");
  try {
    return work();
  } catch (error) {
    if (error instanceof TierwiseError) throw error;
    startAgain();
    instance += 1;
    const message = `tierwise failed, which is a mistake of its own: ${takePanic() ?? error}`;
    throw new TierwiseError(message, [{ code: "internal", path: "", message }], { cause: error });
  }
}

function checked(spec) {
  if (typeof spec === "string") return Core.parse(new TextEncoder().encode(spec));
  return spec instanceof Uint8Array ? Core.parse(spec) : new Core(...write([spec]));
}

export class Policy {
  #core;
  #instance;
  #document;
  #earlier;
  #identity;
  #warnings;

  /** `earlier`, documents of earlier versions, is for `withEarlier` alone. */
  constructor(spec, earlier = []) {
    guarded(() => {
      this.#earlier = earlier;
      this.#start(spec);
      this.#document = JSON.stringify(this.#core.spec());
      this.#identity = Object.freeze(this.#core.identity());
      this.#warnings = Object.freeze(this.#core.warnings().map(Object.freeze));
    });
  }

  #start(spec) {
    const core = checked(spec);
    this.#core = this.#earlier.length > 0 ? core.withEarlier(...write([this.#earlier])) : core;
    this.#instance = instance;
  }

  #call(method, ...input) {
    return this.#guarded((core) => core[method](...write(input)));
  }

  #guarded(work) {
    return guarded(() => {
      if (this.#instance !== instance) this.#start(this.#document);
      return work(this.#core);
    });
  }

  withEarlier(policies) {
    return new Policy(this.#document, [...this.#earlier, ...Array.from(policies, (policy) => policy.toJSON())]);
  }

  get identity() {
    return this.#identity;
  }

  get fingerprint() {
    return this.#identity.fingerprint;
  }

  get warnings() {
    return this.#warnings;
  }

  toJSON() {
    return JSON.parse(this.#document);
  }

  get criteria() {
    return this.#call("criteria");
  }

  readings(account, asOf) {
    return this.#call("readings", account, asOf);
  }

  score(account, asOf) {
    return this.#call("score", account, asOf);
  }

  assess(account, asOf, previous) {
    return this.#call("assess", account, asOf, previous);
  }

  standing(enrolledOn) {
    return this.#call("standing", enrolledOn);
  }

  advance(standing, review) {
    return this.#call("advance", standing, review);
  }

  spells(history, asOf) {
    return this.#call("spells", history, asOf);
  }

  simulate(other, portfolio, asOf, options) {
    return this.#call("simulate", ...other.#documents, portfolio, asOf, options);
  }

  thresholdPlan(accounts, asOf, tier, bound, shifts) {
    return this.#call("thresholdPlan", accounts, asOf, tier, bound, shifts);
  }

  explainChange(before, beforeOn, after, afterOn, later = this) {
    return this.#call("explainChange", before, beforeOn, after, afterOn, ...later.#documents);
  }

  /** The document and those of earlier versions, for a call of another policy. */
  get #documents() {
    return [this.toJSON(), this.#earlier];
  }

  replay(history, asOf) {
    return this.#call("replay", history, asOf);
  }

  trace(history, asOf) {
    return this.#call("trace", history, asOf);
  }

  scoreColumns(table, asOf, options) {
    return this.#guarded((core) => scoreTable(core, table, asOf, options));
  }

  tierOn(history, day, knownOn) {
    return this.#call("tierOn", history, day, knownOn);
  }

  statement(history, on) {
    return this.#call("statement", history, on);
  }

  diff(before, after, asOf) {
    return this.#call("diff", before, after, asOf);
  }

  snapshot(history, asOf) {
    return this.#call("snapshot", history, asOf);
  }

  advanceSnapshot(snapshot, tail, asOf) {
    return this.#call("advanceSnapshot", snapshot, tail, asOf);
  }

  resume(snapshot, tail, asOf) {
    return this.#call("resume", snapshot, tail, asOf);
  }

  project(history, asOf, until) {
    return this.#call("project", history, asOf, until);
  }

  atRisk(history, asOf, until) {
    return this.#call("atRisk", history, asOf, until);
  }

  outlook(history, asOf, until) {
    return this.#call("outlook", history, asOf, until);
  }

  matrix(accounts, options) {
    return this.#call("matrix", accounts, options);
  }

  required(history, asOf, tier, creditedOn, by) {
    return this.#call("required", history, asOf, tier, creditedOn, by);
  }

  recourse(account, asOf, goal, levers = null) {
    return this.#call("recourse", account, asOf, goal, levers);
  }

  certainty(account, asOf, previous = null, uncertainty = {}) {
    return this.#call("certainty", account, asOf, previous, uncertainty);
  }
}

/** Calls a function of the compiled program. */
const called = (name, ...given) => guarded(() => glue[name](...write(given)));

export const quota = (candidates, seats, buffer) => called("quota", candidates, seats, buffer);
export const backtest = (rows, shares) => called("backtest", rows, shares);
export const calibrate = (population, shaping, asOf) => called("calibrate", population, shaping, asOf);
export const drift = (spread, population, levels) => called("drift", spread, population, levels);
export const fitWeights = (samples, folds) => called("fitWeights", samples, folds);
export const mergePopulations = (parts) => called("mergePopulations", parts);
export const population = (values, exact) => called("population", values, exact);
export const tierThresholds = (composites, shares) => called("tierThresholds", composites, shares);
export const weighEvidence = (rows, bins, points, asOf) => called("weighEvidence", rows, bins, points, asOf);
export const concentration = (accounts, options) => called("concentration", accounts, options);
export const planReview = (book, options) => called("planReview", book, options);
export const migration = (panel, dates) => called("migration", panel, dates);
export const hazards = (panel, after, until) => called("hazards", panel, after, until);
export const flaps = (panel, after, until, withinDays) => called("flaps", panel, after, until, withinDays);
export const chain = (states, shares, initial) => called("chain", states, shares, initial);
