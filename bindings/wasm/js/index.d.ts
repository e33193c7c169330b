import type {
  Account, AccountValue, Advanced, Assessment, AtRisk, Backtest, Bound, Candidate, Certainty, Chain, Concentration, ConcentrationOptions,
  CriterionOverview, Difference, Drift, Evidence, FittedWeights, Flaps, Foretold, Goal, Hazards, History, Learned, Levels, Lever, Matrix,
  MatrixOptions, Member, Observed, Outlook, Panel, PlanBook, PlanReview, PolicyIdentity, PolicySpec, Population, Portfolio, Reading, Recourse,
  Required, Review, ReviewOptions, Samples, ScoreChange, Scorecard, ScoredAccount, ScoredLists, Seat, Shaping, Simulation, SimulationOptions,
  Snapshot, Spell, Spread, Standing, Statement, Threshold, ThresholdPlan, TierMigration, Timeline, Trace, Uncertainty,
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

/** A table of accounts. */
export interface Columns {
  /** How many accounts there are; of a table with a column it may be left out. */
  readonly rows?: number;
  /** Each a value per account, by the fact's dotted name; facts without a column are missing. */
  readonly columns: { readonly [fact: string]: Column };
  /** The tiers before; missing where there was none. */
  readonly previous?: readonly (string | null | undefined)[] | Dictionary | null;
}

/**
 * A column of one type. In lists null is missing. In typed arrays NaN is, and a negative place in a dictionary, and whatever
 * `validity` leaves out.
 */
export type Column =
  | { readonly numbers: readonly (number | null | undefined)[] }
  | ({ readonly numbers: NumberArray } & Validity)
  | { readonly categories: readonly (string | null | undefined)[] }
  | Dictionary
  | { readonly flags: readonly (boolean | null | undefined)[] }
  /** 0 and 1. */
  | ({ readonly flags: Uint8Array } & Validity)
  | { readonly days: readonly (Day | null | undefined)[] }
  /** Days since 1970-01-01. */
  | ({ readonly days: Int32Array } & Validity);

/** Words by their places in a list. */
export interface Dictionary extends Validity {
  readonly categories: Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
  readonly words: readonly string[];
}

export interface Validity {
  /** A bit a row, as Arrow has them: row r is there if bit r % 8 of byte r / 8 is set, the least bit first. */
  readonly validity?: Uint8Array | null;
}

export type NumberArray = Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

export interface ColumnsOptions {
  /** Whether to say what each criterion contributes; true if left out. */
  readonly contributions?: boolean;
  /** Whether to say the points of each aspect; true if left out. */
  readonly points?: boolean;
  /** Whether to say the coverage; true if left out. */
  readonly coverage?: boolean;
  /** A result that is no longer needed: if it has the same form, it is filled anew and returned, which saves the memory. */
  readonly into?: ScoredColumns;
}

/** What a table comes to: a value per account. Numbers are NaN in rows in error. */
export interface ScoredColumns {
  readonly rows: number;
  /** How many rows are in error; they hide none of the others. */
  readonly failed: number;
  /** Points. */
  readonly composite: Float64Array;
  /** Places in `tiers`; `tiers.length`, where nothing is, in rows in error and for a policy without a ladder. */
  readonly tier: Uint16Array;
  /** The base rung first. */
  readonly tiers: readonly string[];
  /** Shares of the reachable points whose facts are known, 0 to 1; null if not asked for. */
  readonly coverage: Float64Array | null;
  /** What each criterion contributes in points, by its id; null if not asked for. */
  readonly contributions: { readonly [criterion: string]: Float64Array } | null;
  /** The points of each aspect, by its id; null if not asked for. */
  readonly points: { readonly [aspect: string]: Float64Array } | null;
  /** Places in `errors`; 0 in rows without error. */
  readonly error: Uint8Array;
  /** Null, and the codes that accounts have as errors one by one. */
  readonly errors: readonly (string | null)[];
  /** The same as lists, with null for what is missing. */
  toJSON(): ScoredLists;
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
  /** Scores and places many accounts as columns, in typed arrays or lists of a value each: the same numbers as one by one. */
  scoreColumns(table: Columns, asOf: Day, options?: ColumnsOptions): ScoredColumns;
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
  /** What it would take to be in a tier, or cost it: the cheapest changes, the fewest, and single ones. Without levers every fact is one. */
  recourse(account: Account, asOf: Day, goal: Goal, levers?: Lever[] | null): Recourse;
  /** How sure a tier is if the weights are not quite those of the policy: seeded draws, distances, the smallest change that flips it. */
  certainty(account: Account, asOf: Day, previous?: string | null, uncertainty?: Uncertainty): Certainty;
  /** Places scored accounts by how attractive they are and how strong we are with them. */
  matrix(accounts: ScoredAccount[], options?: MatrixOptions | null): Matrix;
}

/** Seats accounts by rank, with a buffer against coming and going. */
export function quota(candidates: Candidate[], seats: number, buffer: number): Seat[];

/** How well scores foretold outcomes. */
export function backtest(rows: Foretold[], shares: number[]): Backtest;

/** Learns the bands or the curve of a criterion from a population. */
export function calibrate(population: Population, shaping: Shaping, asOf: Day): Learned;

/** How far a population has moved from the one that something was learned from. */
export function drift(spread: Spread, population: Population, levels?: Levels | null): Drift;

/** Fits weights that are not negative to an outcome, and checks them on accounts that they have not seen. */
export function fitWeights(samples: Samples, folds: number): FittedWeights;

/** The population of several parts, in any order. */
export function mergePopulations(parts: Population[]): Population;

/** What is known of one fact of many accounts. */
export function population(values: (number | null)[], exact?: number | null): Population;

/** The bounds of tiers that come nearest to shares of the accounts. */
export function tierThresholds(composites: Population, shares: number[]): Threshold[];

/** Learns bands from what came of accounts. */
export function weighEvidence(rows: Observed[], bins: number, points: number, asOf: Day): Evidence;
/** How a portfolio's value is spread over its accounts: whale curve, peak, top shares, Gini, Lorenz curve, classes and tiers. */
export function concentration(accounts: AccountValue[], options?: ConcentrationOptions | null): Concentration;
/** What was sold against the plan, and why: as a whole and by month, account and dimension. */
export function planReview(book: PlanBook, options?: ReviewOptions | null): PlanReview;
/** Counts the moves from each of some days to the next, with the share of each move and its interval. */
export function migration(panel: Panel, dates: Day[]): TierMigration;

/** Reads spells day by day: moves, the probabilities of Aalen and Johansen with their errors, and constant rates. */
export function hazards(panel: Panel, after: Day, until: Day): Hazards;

/** How many of the moves after a day, up to and including another, are undone within so many days. */
export function flaps(panel: Panel, after: Day, until: Day, withinDays: number): Flaps;

/** Where a matrix of shares leads in the long run; `initial` is by state the share that begins there. */
export function chain(states: string[], shares: number[][], initial?: number[] | null): Chain;
