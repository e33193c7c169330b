// What the page shows: the tab, and for each example the policy, the account and the day.
import { type Account, type Assessment, type Policy, type Reading, TierwiseError } from "tierwise";
import { check, type Checked } from "./policy/document.ts";
import { type Example, examples, fleetAccounts, type SceneId } from "./scenes.ts";

export type Tab = "what-if" | "portfolio" | "timeline";
export type FactValue = number | string | boolean | null;

/** An answer, or why there is none. */
export type Answer<T> = { readonly value: T; readonly refused: null } | { readonly value: null; readonly refused: TierwiseError };

export function attempt<T>(work: () => T): Answer<T> {
  try {
    return { value: work(), refused: null };
  } catch (refused) {
    if (refused instanceof TierwiseError) return { value: null, refused };
    throw refused;
  }
}

/** One example as people have changed it. */
export class Scene {
  readonly id: SceneId;
  readonly example: Example;
  text = $state("");
  asOf = $state("");
  account = $state("");
  /** The tier before, empty for none. */
  previous = $state("");
  /** Facts that were changed by hand; null is missing. */
  changed = $state.raw<Readonly<Record<string, FactValue>>>({});
  /** Bounds that were moved for the portfolio, by tier. */
  bounds = $state.raw<Readonly<Record<string, number>>>({});
  accounts = $state.raw<ReadonlyMap<string, Account>>(new Map());

  readonly checked: Checked = $derived.by(() => check(this.text));
  /** The text's policy, or while it has errors the last sound one. */
  readonly policy: Policy = $derived.by(() => (this.#sound = this.checked.policy ?? this.#sound ?? check(this.example.policy).policy!));
  readonly spec = $derived(this.policy.toJSON());
  readonly isChanged = $derived.by(() => this.text !== this.example.policy);
  readonly recorded: Answer<Reading[]> = $derived.by(() => attempt(() => this.policy.readings(this.accounts.get(this.account) ?? {}, this.asOf)));
  /** The facts that the policy reads, as they were changed. */
  readonly facts: readonly Reading[] = $derived.by(() => {
    const readings = this.recorded.value ?? this.policy.readings({}, this.asOf);
    return readings.map((reading) => (reading.fact in this.changed ? { ...reading, value: this.changed[reading.fact]! } : reading));
  });
  readonly document: Account = $derived.by(() => this.withFacts(this.facts));
  readonly assessment: Answer<Assessment> = $derived.by(() => attempt(() => this.assess(this.document)));

  #sound: Policy | null = null;

  constructor(id: SceneId) {
    this.id = id;
    this.example = examples[id];
    this.restore();
    this.asOf = this.example.asOf;
    this.account = this.example.account;
    if (id === "fleets") this.accounts = new Map(fleetAccounts.map((account) => [account.id!, account]));
  }

  restore(): void {
    this.text = this.example.policy;
  }

  assess(account: Account): Assessment {
    return this.policy.assess(account, this.asOf, this.previous || null);
  }

  /** The account with these facts for all that is recorded of it. */
  withFacts(facts: readonly Reading[]): Account {
    const { id, name, currency, brand } = this.accounts.get(this.account) ?? {};
    const given = facts.filter(({ value }) => value !== null).map(({ fact, value }) => [fact, value]);
    return { id, name, currency, brand: brand?.nominations ? { nominations: brand.nominations } : undefined, facts: Object.fromEntries(given) };
  }

  choose(account: string): void {
    this.account = account;
    this.changed = {};
    this.previous = "";
  }
}

export class Playground {
  tab = $state<Tab>("what-if");
  readonly scenes: Record<SceneId, Scene> = { fleets: new Scene("fleets"), wholesaler: new Scene("wholesaler") };
  /** Which example each tab shows. */
  shown = $state<Record<Tab, SceneId>>({ "what-if": "fleets", portfolio: "wholesaler", timeline: "wholesaler" });
  readonly scene = $derived(this.scenes[this.shown[this.tab]]);
}

export const playground = new Playground();
