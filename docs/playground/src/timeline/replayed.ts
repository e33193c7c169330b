// What the replay of many histories comes to, as the worker hands it over.
import type { AtRisk, Outlook, Required, Timeline, Transition } from "tierwise";

export interface Move {
  readonly account: string;
  readonly on: string;
  readonly from: string;
  readonly to: string;
  readonly cause: Transition["cause"];
  readonly metric: number;
  readonly threshold: number | null;
}

export interface Month {
  /** Its last day, or the day up to which was replayed. */
  readonly on: string;
  /** Accounts per rung, the base first. */
  readonly counts: readonly number[];
  readonly rose: number;
  readonly fell: number;
}

export interface Replayed {
  readonly accounts: number;
  readonly rows: number;
  readonly kind: "orders" | "events";
  readonly asOf: string;
  readonly months: readonly Month[];
  /** The last ones first. */
  readonly moves: readonly Move[];
  readonly allMoves: number;
  /** The account that moved most often. */
  readonly liveliest: string | null;
  readonly failures: readonly { readonly account: string; readonly message: string }[];
  readonly allFailures: number;
  readonly milliseconds: number;
}

/** One account. */
export interface Detail {
  readonly account: string;
  readonly timeline: Timeline;
  readonly first: string;
  readonly until: string;
  /** Null if nothing is at risk. */
  readonly atRisk: AtRisk | null;
  readonly outlook: Outlook;
  /** What it takes for the next tier; null on the highest, and where points cannot be credited. */
  readonly required: Required | null;
}
