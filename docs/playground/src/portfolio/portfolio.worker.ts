// Keeps a table of accounts and scores it, portion by portion.
import { type Column, type Columns, Policy, type PolicySpec, type Reading, ready, type ScoredColumns } from "tierwise";
import { rungs } from "../shared/tiers.ts";
import { type Report, serve } from "../shared/serve.ts";
import { ordersFile } from "../scenes.ts";
import { asNumber, readTable, type Table } from "../table/csv.ts";
import { gather } from "../table/orders.ts";
import { bins } from "./bins.ts";
import { columnOf, dictionary, portion } from "./columns.ts";
import { invent } from "./invent.ts";
import type { Loaded, Mover, Scored } from "./scored.ts";

/** So many rows are scored before somebody may cancel. */
const PORTION = 8192;
const MOVERS = 50;
const MOST_COMPLAINTS = 20;

interface Kept {
  readonly ids: readonly string[];
  readonly columns: Columns["columns"];
  readonly previous: ReturnType<typeof dictionary> | null;
}

let kept: Kept = { ids: [], columns: {}, previous: null };

serve({
  async load({ file, spec, asOf }: { file: Blob | null; spec: PolicySpec; asOf: string }, report): Promise<Loaded> {
    await ready();
    const table = await readTable(file ?? (await ordersFile()), report);
    const policy = new Policy(spec);
    return table.header.includes("ordered_on") ? loadOrders(table, policy, asOf, report) : loadFacts(table, policy, asOf, report);
  },

  async invent({ spec, asOf, rows }: { spec: PolicySpec; asOf: string; rows: number }, report): Promise<Loaded> {
    await ready();
    const readings = new Policy(spec).readings({}, asOf);
    kept = { ids: Array.from({ length: rows }, (_, row) => `made-up ${row + 1}`), columns: await invent(spec, readings, rows, report), previous: null };
    return { rows, ignored: [], absent: [], unreadable: [], derivedFromOrders: false };
  },

  async score({ spec, moved, asOf }: { spec: PolicySpec; moved: PolicySpec; asOf: string }, report): Promise<Scored> {
    await ready();
    return score(new Policy(spec), new Policy(moved), asOf, report);
  },
});

/** The facts of accounts that are known by their orders. */
async function loadOrders(table: Table, policy: Policy, asOf: string, report: Report): Promise<Loaded> {
  const { accounts } = gather(table);
  const readings = policy.readings({}, asOf);
  const cells = readings.map((): unknown[] => []);
  const ids: string[] = [];
  for (const [id, account] of accounts) {
    if (ids.length % 500 === 0) await report("deriving facts", ids.length, accounts.size);
    ids.push(id);
    policy.readings(account, asOf).forEach(({ value }, index) => cells[index]!.push(value));
  }
  kept = { ids, columns: Object.fromEntries(readings.map((reading, index) => [reading.fact, columnOf(reading, cells[index]!)])), previous: null };
  return { rows: ids.length, ignored: [], absent: [], unreadable: [], derivedFromOrders: true };
}

/** A table with a column for each fact that is known. */
async function loadFacts({ header, rows }: Table, policy: Policy, asOf: string, report: Report): Promise<Loaded> {
  const readings = policy.readings({}, asOf);
  const read = readings.filter(({ fact }) => header.includes(fact));
  if (read.length === 0) throw new Error(`no column is a fact that the policy reads: expected some of ${readings.map(({ fact }) => fact).join(", ")}, found ${header.join(", ")}`);
  const [id, previous] = [["id", "account"], ["previous", "tier"]].map((names) => header.findIndex((name) => names.includes(name)));
  const unreadable: { line: number; message: string }[] = [];
  const cells = read.map((): unknown[] => []);
  const places = read.map(({ fact }) => header.indexOf(fact));
  const ids: string[] = [];
  const tiers: (string | null)[] = [];
  for (const [row, texts] of rows.entries()) {
    if (row % 20_000 === 0) await report("reading facts", row, rows.length);
    const values = read.map((reading, index) => parsed(reading, texts[places[index]!] ?? ""));
    const wrong = values.indexOf(undefined);
    if (wrong >= 0) {
      unreadable.push({ line: row + 2, message: `expected a ${read[wrong]!.type} in ${read[wrong]!.fact}, found \`${texts[places[wrong]!]}\`` });
      continue;
    }
    values.forEach((value, index) => cells[index]!.push(value));
    ids.push(texts[id!] ?? `row ${row + 2}`);
    if (previous! >= 0) tiers.push(texts[previous!]?.trim() || null);
  }
  const columns = Object.fromEntries(read.map((reading, index) => [reading.fact, columnOf(reading, cells[index]!)]));
  kept = { ids, columns, previous: previous! >= 0 ? dictionary(tiers) : null };
  const known = new Set([...read.map(({ fact }) => fact), header[id!], header[previous!]]);
  return {
    rows: ids.length,
    ignored: header.filter((name) => !known.has(name)),
    absent: readings.map(({ fact }) => fact).filter((fact) => !header.includes(fact)),
    unreadable: unreadable.slice(0, MOST_COMPLAINTS),
    derivedFromOrders: false,
  };
}

/** A cell as a value of the fact's type, null where it is empty; undefined for what is none. */
function parsed({ type }: Reading, cell: string): number | string | boolean | null | undefined {
  const text = cell.trim();
  if (text === "") return null;
  if (type === "number") return asNumber(text);
  if (type === "flag") return { true: true, false: false, yes: true, no: false, 1: true, 0: false }[text.toLowerCase()];
  return text;
}

/** What the table comes to under the policy as it stands: it is not scored again while only bounds are moved. */
interface Baseline {
  readonly of: Kept;
  readonly sight: string;
  /** NaN in rows in error. */
  readonly composite: Float64Array;
  /** Indexes of rungs. */
  readonly tiers: Uint16Array;
  readonly errors: ReadonlyMap<string, number>;
  /** Mean of the rows without error. */
  readonly coverage: number;
}

let baseline: Baseline | undefined;

async function score(policy: Policy, moved: Policy, asOf: string, report: Report): Promise<Scored> {
  const start = performance.now();
  const { ids } = kept;
  const names = rungs(policy.toJSON()).map(({ id }) => id);
  const sight = `${policy.fingerprint} ${asOf}`;
  if (baseline?.of !== kept || baseline.sight !== sight) baseline = await scoreAll(policy, asOf, sight, report);
  const { composite, tiers: before, errors, coverage } = baseline;
  const after = policy.fingerprint === moved.fingerprint ? before : await placeAll(moved, asOf, report);
  const flows = names.map(() => names.map(() => 0));
  const movers: Mover[] = [];
  for (const [row, account] of ids.entries()) {
    const [from, to] = [before[row]!, after[row]!];
    if (Number.isNaN(composite[row])) continue;
    if (flows[from]) flows[from][to]! += 1;
    if (from !== to && movers.length < MOVERS) movers.push({ account, composite: composite[row]!, from, to });
  }
  return {
    rows: ids.length,
    before: flows.map((to) => to.reduce((sum, count) => sum + count, 0)),
    after: names.map((_, to) => flows.reduce((sum, row) => sum + row[to]!, 0)),
    flows,
    bins: bins(composite, after),
    errors: [...errors],
    coverage,
    movers,
    milliseconds: performance.now() - start,
  };
}

async function scoreAll(policy: Policy, asOf: string, sight: string, report: Report): Promise<Baseline> {
  const rows = kept.ids.length;
  const [composite, tiers] = [new Float64Array(rows), new Uint16Array(rows)];
  const errors = new Map<string, number>();
  let [coverage, sound] = [0, 0];
  for await (const [from, scored] of portions(policy, asOf, report)) {
    composite.set(scored.composite, from);
    tiers.set(scored.tier, from);
    sound += scored.rows - scored.failed;
    for (const share of scored.coverage ?? []) if (!Number.isNaN(share)) coverage += share;
    if (scored.failed === 0) continue;
    for (const place of scored.error) {
      const code = scored.errors[place];
      if (code) errors.set(code, (errors.get(code) ?? 0) + 1);
    }
  }
  return { of: kept, sight, composite, tiers, errors, coverage: coverage / Math.max(1, sound) };
}

async function placeAll(policy: Policy, asOf: string, report: Report): Promise<Uint16Array> {
  const tiers = new Uint16Array(kept.ids.length);
  for await (const [from, { tier }] of portions(policy, asOf, report)) tiers.set(tier, from);
  return tiers;
}

/** The table scored, portion by portion, each with the row on which it begins. */
async function* portions(policy: Policy, asOf: string, report: Report): AsyncGenerator<[number, ScoredColumns]> {
  const { ids, columns, previous } = kept;
  // A column that another policy read may be one that this one does not know.
  const known = new Set(policy.readings({}, asOf).map(({ fact }) => fact));
  const read = Object.entries(columns).filter(([fact]) => known.has(fact));
  for (let from = 0; from < ids.length; from += PORTION) {
    const until = Math.min(from + PORTION, ids.length);
    await report("scoring", from, ids.length);
    const table: Columns = {
      rows: until - from,
      columns: Object.fromEntries(read.map(([fact, column]): [string, Column] => [fact, portion(column, from, until)])),
      previous: previous && { ...previous, categories: previous.categories.subarray(from, until) },
    };
    yield [from, policy.scoreColumns(table, asOf, { contributions: false, points: false })];
  }
}
