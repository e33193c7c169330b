import { type Account, type Day, Policy, type PolicySpec, ready, TierwiseError } from "tierwise";

/**
 * `<tierwise-score as-of="2026-06-30">` shows an account's tier and points. `policy` and `account` are properties that take
 * objects, and attributes that take JSON.
 */
export class TierwiseScore extends HTMLElement {
  static readonly observedAttributes = ["policy", "account", "as-of"];
  #policy: Policy | undefined;
  #spec: PolicySpec | string | undefined;
  #account: Account = {};
  /** For style sheets `tierwise-score::part(score)`; read out when it changes. */
  readonly #view = document.createElement("output");

  constructor() {
    super();
    this.#view.part.add("score");
    this.attachShadow({ mode: "open" }).append(this.#view);
  }

  set policy(spec: PolicySpec | string) {
    [this.#spec, this.#policy] = [spec, undefined];
    void this.#show();
  }

  set account(account: Account) {
    this.#account = account;
    void this.#show();
  }

  get asOf(): Day {
    return this.getAttribute("as-of") ?? "";
  }

  attributeChangedCallback(name: string, _: string | null, text: string | null): void {
    if (name === "policy" && text !== null) this.policy = text;
    else if (name === "account" && text !== null) this.account = JSON.parse(text) as Account;
    else void this.#show();
  }

  async #show(): Promise<void> {
    await ready();
    if (this.#spec === undefined) return;
    try {
      this.#policy ??= new Policy(this.#spec);
      const { placement, scorecard } = this.#policy.assess(this.#account, this.asOf);
      this.#view.textContent = `${placement ? `${placement.tier}, ` : ""}${scorecard.composite} points`;
    } catch (error) {
      if (!(error instanceof TierwiseError)) throw error;
      this.#view.textContent = error.message;
    }
  }
}

customElements.define("tierwise-score", TierwiseScore);
