// The class that people use. It also keeps the library usable whatever happens in it: a panic, and what else must not be,
// breaks one instance of the compiled program, and a new one takes its place.
import { Core, initSync, chain as lead, flaps as flap, hazards as daily, migration as count, quota as seat, __wbg_reset_state as startAgain } from "./glue.js";
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
    return guarded(() => {
      if (this.#instance !== instance) this.#start(this.#document);
      return this.#core[method](...write(input));
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

  scoreColumns(table, asOf) {
    return this.#call("scoreColumns", table, asOf);
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

  required(history, asOf, tier, creditedOn, by) {
    return this.#call("required", history, asOf, tier, creditedOn, by);
  }
}

export const quota = (candidates, seats, buffer) => guarded(() => seat(...write([candidates, seats, buffer])));
export const migration = (panel, dates) => guarded(() => count(...write([panel, dates])));
export const hazards = (panel, after, until) => guarded(() => daily(...write([panel, after, until])));
export const flaps = (panel, after, until, withinDays) => guarded(() => flap(...write([panel, after, until, withinDays])));
export const chain = (states, shares, initial) => guarded(() => lead(...write([states, shares, initial])));
