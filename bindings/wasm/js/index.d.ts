import type {
  Account, Advanced, Assessment, AtRisk, Candidate, CriterionOverview, Difference, History, Outlook, PolicyIdentity, PolicySpec, Reading, Required,
  Review, Scorecard, Seat, Lists, ScoredLists, Snapshot, Standing, Statement, Timeline, Trace,
  Bound, Chain, Flaps, Hazards, Member, Panel, Portfolio, ScoreChange, Simulation, SimulationOptions, Spell, ThresholdPlan, TierMigration,
} from "./types.js";

export type * from "./types.js";

/** A civil day: `2026-06-30`. A `Date` is a moment and not a day, and is refused; a `Temporal.PlainDate` is taken. */
export type Day = string | { readonly [Symbol.toStringTag]: "Temporal.PlainDate" };

/** One thing that is wrong with an input. */
export interface Problem {
  /** Stable: `policy.ladder_order`. */
  readonly code: string;
  /** Where: `score.aspects[0].criteria[2].curve`; empty for the whole. */
  readonly path: string;
  /** What was expected, and what was found. */
  readonly message: string;
  /** Line in a text that cannot be read, from 1. */
  readonly line?: number;
  /** Column in letters, from 1. */
  readonly column?: number;
}

/** Refuses an input, with every problem that can be found. */
export class TierwiseError extends Error {
  private constructor();
  readonly name: "TierwiseError";
  /** The first problem's code; `internal` for a mistake of the library. */
  readonly code: string;
  /** The first problem's path. */
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** Loads the library in browsers; elsewhere it is there at once. */
export function ready(): Promise<void>;

/**
 * A checked policy: immutable, and its methods are pure. Every method throws `TierwiseError` for an input that it refuses.
 *
 * What is handed over is data as JSON has it. A key that is undefined is absent; null, undefined and `NaN` are missing values.
 */
export class Policy {
  /** Checks a policy: a value, or JSON as text or bytes. */
  constructor(spec: PolicySpec | string | Uint8Array);
  /** What the linter says: the policy can be used, but may not do what its author meant. */
  readonly warnings: readonly Problem[];
  /** SHA-256 of the policy's canonical form: equal for equal documents in every format and language. */
  readonly fingerprint: string;
  readonly identity: Readonly<PolicyIdentity>;
  /** The document that was checked, without what is as it is by default. */
  toJSON(): PolicySpec;
  /** The same policy with earlier versions of it, which the histories of accounts name. */
  withEarlier(policies: Iterable<Policy>): Policy;

  /** What each criterion can move, in the policy's order. */
  readonly criteria: CriterionOverview[];
  /** The facts that the policy reads, each with its unit and meaning, and its value for an account as of a day. */
  readings(account: Account, asOf: Day): Reading[];

  /** Scores an account as of a day. */
  score(account: Account, asOf: Day): Scorecard;
  /** Scores an account and places it in a tier; `previous` is the tier it was in. */
  assess(account: Account, asOf: Day, previous?: string | null): Assessment;
  /** Scores and places many accounts as lists of a value each. */
  scoreColumns(table: Lists, asOf: Day): ScoredLists;
  /** The standing of an account that enters the programme on a day. */
  standing(enrolledOn: Day): Standing;
  /** The standing after one review, and the moves since the last one: the one step of which a replay is made. */
  advance(standing: Standing, review: Review): Advanced;
  /** The tiers of an account from its day of enrolment on, as spells. */
  spells(history: History, asOf: Day): Spell[];
  /** What another policy would make of a portfolio on a day: who moves and why, what it costs, who is near a bound. */
  simulate(other: Policy, portfolio: Portfolio, asOf: Day, options?: SimulationOptions | null): Simulation;
  /** How many accounts get into a tier or fall out of it, if one of its bounds moves by each of some shifts. */
  thresholdPlan(accounts: Member[], asOf: Day, tier: string, bound: Bound, shifts: number[]): ThresholdPlan;
  /** Takes the difference of two scores apart: time, facts and policy; `later`, by default this policy, scores `after`. */
  explainChange(before: Account, beforeOn: Day, after: Account, afterOn: Day, later?: Policy): ScoreChange;
  /** Replays an account's history up to a day. */
  replay(history: History, asOf: Day): Timeline;
  /** As `replay`, with the reviews behind it. */
  trace(history: History, asOf: Day): Trace;
  /** The timeline up to a day, as it was known on another. */
  tierOn(history: History, day: Day, knownOn: Day): Timeline;
  /** The ledger on a day. */
  statement(history: History, on: Day): Statement;
  /** Where an account stands at the end of a day, to be kept and gone on from. */
  snapshot(history: History, asOf: Day): Snapshot;
  /** The snapshot of a later day, from an earlier one and the events since. */
  advanceSnapshot(snapshot: Snapshot, tail: History, asOf: Day): Snapshot;
  /** The timeline of a later day, from a snapshot and the events since. */
  resume(snapshot: Snapshot, tail: History, asOf: Day): Timeline;
  /** What differs between the timelines of two histories. */
  diff(before: History, after: History, asOf: Day): Difference;
  /** The timeline up to a later day, if nothing happens after `asOf`. */
  project(history: History, asOf: Day, until: Day): Timeline;
  /** The first fall up to a later day if nothing happens after `asOf`; null if there is none. */
  atRisk(history: History, asOf: Day, until: Day): AtRisk | null;
  /** Which way an account's tier goes if nothing happens. */
  outlook(history: History, asOf: Day, until: Day): Outlook;
  /** The fewest points, credited by hand on a day, with which the account is in a tier or above on a later day. */
  required(history: History, asOf: Day, tier: string, creditedOn: Day, by: Day): Required;
}

/** Seats accounts by rank, with a buffer against coming and going. */
export function quota(candidates: Candidate[], seats: number, buffer: number): Seat[];

/** Counts the moves from each of some days to the next, with the share of each move and its interval. */
export function migration(panel: Panel, dates: Day[]): TierMigration;

/** Reads spells day by day: moves, the probabilities of Aalen and Johansen with their errors, and constant rates. */
export function hazards(panel: Panel, after: Day, until: Day): Hazards;

/** How many of the moves after a day, up to and including another, are undone within so many days. */
export function flaps(panel: Panel, after: Day, until: Day, withinDays: number): Flaps;

/** Where a matrix of shares leads in the long run; `initial` is by state the share that begins there. */
export function chain(states: string[], shares: number[][], initial?: number[] | null): Chain;
