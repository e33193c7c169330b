// The class that people use. It also keeps the library usable whatever happens in it: a panic, and what else must not be,
// breaks one instance of the compiled program, and a new one takes its place.
import { Core, initSync, __wbg_reset_state as startAgain } from "./glue.js";
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
  #identity;
  #warnings;

  constructor(spec) {
    guarded(() => {
      this.#core = checked(spec);
      this.#instance = instance;
      this.#document = JSON.stringify(this.#core.spec());
      this.#identity = Object.freeze(this.#core.identity());
      this.#warnings = Object.freeze(this.#core.warnings().map(Object.freeze));
    });
  }

  #call(method, ...input) {
    return guarded(() => {
      if (this.#instance !== instance) {
        this.#core = checked(this.#document);
        this.#instance = instance;
      }
      return this.#core[method](...write(input));
    });
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

  replay(history, asOf) {
    return this.#call("replay", history, asOf);
  }

  trace(history, asOf) {
    return this.#call("trace", history, asOf);
  }

  diff(before, after, asOf) {
    return this.#call("diff", before, after, asOf);
  }

  project(history, asOf, until) {
    return this.#call("project", history, asOf, until);
  }

  atRisk(history, asOf, until) {
    return this.#call("atRisk", history, asOf, until);
  }

  required(history, asOf, tier, creditedOn, by) {
    return this.#call("required", history, asOf, tier, creditedOn, by);
  }
}
