// The class that people use. It keeps the library usable whatever happens in it: a panic, and what else must not be, breaks
// one instance of the compiled program, which a new one replaces.
import { Core, initSync, __wbg_reset_state as replaceInstance } from "./glue.js";
import { TierwiseError, takePanic, write } from "./tape.js";

export { TierwiseError };

/** Counts the instances of the program; 0 is none. */
let instance = 0;

/** Starts the compiled program. */
export function start(module) {
  initSync({ module });
  instance = 1;
}

function guarded(work) {
  if (instance === 0) throw new Error("tierwise is not ready: in browsers, `await ready()` first");
  try {
    return work();
  } catch (error) {
    if (error instanceof TierwiseError) throw error;
    const message = `tierwise failed, which it must not: please report this: ${takePanic() ?? error}`;
    replaceInstance();
    instance += 1;
    throw new TierwiseError(message, [{ code: "internal", path: "", message }], { cause: error });
  }
}

/** A checked policy: immutable, with methods that are pure. */
export class Policy {
  #core;
  #instance;
  #document;
  #identity;
  #warnings;

  constructor(spec) {
    guarded(() => {
      this.#core = typeof spec === "string" ? Core.parse(new TextEncoder().encode(spec)) : spec instanceof Uint8Array ? Core.parse(spec) : new Core(...write([spec]));
      this.#instance = instance;
      this.#document = JSON.stringify(this.#core.spec());
      this.#identity = Object.freeze(this.#core.identity());
      this.#warnings = Object.freeze(this.#core.warnings().map(Object.freeze));
    });
  }

  #call(method, ...input) {
    return guarded(() => {
      if (this.#instance !== instance) {
        this.#core = Core.parse(new TextEncoder().encode(this.#document));
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

  replay(history, asOf) {
    return this.#call("replay", history, asOf);
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
