// Keeps the histories of a file and replays them, account by account.
import { type History, Policy, type PolicySpec, ready, TierwiseError } from "tierwise";
import { ordersFile } from "../scenes.ts";
import { type Report, serve } from "../shared/serve.ts";
import { rungs } from "../shared/tiers.ts";
import { readTable } from "../table/csv.ts";
import { gather, type Gathered } from "../table/orders.ts";
import { monthEnds, monthsAfter } from "./days.ts";
import type { Detail, Month, Move, Replayed } from "./replayed.ts";

const PORTION = 50;
const MOST_MOVES = 500;
const MOST_FAILURES = 20;
/** Months that are looked ahead. */
const AHEAD = 12;

let kept: Gathered | undefined;

serve({
  async load({ file }: { file: Blob | null }, report): Promise<{ asOf: string }> {
    kept = gather(await readTable(file ?? (await ordersFile()), report));
    return { asOf: kept.days[1] };
  },

  async replay({ spec, asOf }: { spec: PolicySpec; asOf: string }, report): Promise<Replayed> {
    await ready();
    return replay(new Policy(spec), asOf, report);
  },

  async detail({ spec, asOf, account }: { spec: PolicySpec; asOf: string; account: string }): Promise<Detail> {
    await ready();
    const history = kept?.histories.get(account);
    if (!history) throw new Error(`there is no account \`${account}\``);
    return detail(new Policy(spec), account, history, asOf);
  },
});

async function replay(policy: Policy, asOf: string, report: Report): Promise<Replayed> {
  const start = performance.now();
  const { histories, days, rows, kind } = kept!;
  const tiers = rungs(policy.toJSON()).map(({ id }) => id);
  const ends = monthEnds(days[0], asOf);
  const months = ends.map((on): { -readonly [key in keyof Month]: Month[key] } & { counts: number[] } => ({ on, counts: tiers.map(() => 0), rose: 0, fell: 0 }));
  const moves: Move[] = [];
  let liveliest: { account: string; moves: number } | null = null;
  const failures: { account: string; message: string }[] = [];
  let done = 0;
  for (const [account, history] of histories) {
    if (done % PORTION === 0) await report("replaying", done, histories.size);
    done += 1;
    const first = firstDay(history);
    // Who enters later is not there yet; who never does is for the library to refuse.
    if (first !== null && first > asOf) continue;
    try {
      const { transitions } = policy.replay(history, asOf);
      for (const { on, from, to, cause, metric, threshold } of transitions) moves.push({ account, on, from, to, cause, metric, threshold });
      if (transitions.length > (liveliest?.moves ?? 0)) liveliest = { account, moves: transitions.length };
      let at = 0;
      let rank = 0;
      for (const month of months) {
        for (let move = transitions[at]; move && move.on <= month.on; move = transitions[(at += 1)]) {
          const next = tiers.indexOf(move.to);
          if (next > rank) month.rose += 1;
          if (next < rank) month.fell += 1;
          rank = next;
        }
        if (first !== null && first <= month.on) month.counts[rank]! += 1;
      }
    } catch (error) {
      if (!(error instanceof TierwiseError)) throw error;
      failures.push({ account, message: error.message });
    }
  }
  moves.sort((a, b) => b.on.localeCompare(a.on) || b.metric - a.metric);
  return {
    accounts: histories.size,
    rows,
    kind,
    asOf,
    months,
    moves: moves.slice(0, MOST_MOVES),
    allMoves: moves.length,
    liveliest: liveliest?.account ?? null,
    failures: failures.slice(0, MOST_FAILURES),
    allFailures: failures.length,
    milliseconds: performance.now() - start,
  };
}

function detail(policy: Policy, account: string, history: History, asOf: string): Detail {
  const until = monthsAfter(asOf, AHEAD);
  const timeline = policy.replay(history, asOf);
  const next = timeline.to_next?.tier;
  return {
    account,
    timeline,
    first: firstDay(history) ?? asOf,
    until,
    atRisk: policy.atRisk(history, asOf, until),
    outlook: policy.outlook(history, asOf, until),
    // Points are credited by hand only where a ladder stands on them.
    required: next && policy.toJSON().ladder?.basis === "points" ? policy.required(history, asOf, next, asOf, asOf) : null,
  };
}

/** The day on which an account enters the programme. */
function firstDay({ events }: History): string | null {
  const days = (events ?? []).filter(({ event }) => "enrol" in event).map(({ on }) => on);
  return days.sort()[0] ?? null;
}
