// Orders or events, one a row, gathered into one history an account.
import type { Account, Event, History, Order } from "tierwise";
import { asNumber, type Table } from "./csv.ts";

export interface Gathered {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly histories: ReadonlyMap<string, History>;
  readonly kind: "orders" | "events";
  /** The first and the last day. */
  readonly days: readonly [string, string];
  readonly rows: number;
}

/** Columns of an event beside those of its kind, as the programs read them too. */
const OF_EVENT = new Set(["account", "id", "on", "recorded_on", "sequence", "kind", "event"]);
const NUMBERS = new Set(["quantity", "points", "lookback_days", "sequence"]);

export function gather(table: Table): Gathered {
  const place = new Map(table.header.map((name, index) => [name, index]));
  const has = (...names: string[]) => names.every((name) => place.has(name));
  if (has("account", "ordered_on", "net_amount")) return gatherOrders(table, place);
  if (has("account", "id", "on") && (has("kind") || has("event"))) return gatherEvents(table, place);
  throw new Error(`expected the columns account, ordered_on and net_amount of orders, or account, id, on and kind of events, found ${table.header.join(", ")}`);
}

function gatherOrders({ rows }: Table, place: ReadonlyMap<string, number>): Gathered {
  const accounts = new Map<string, Account & { orders: Order[] }>();
  const firsts = new Map<string, string>();
  const days = new Extent();
  rows.forEach((row, index) => {
    const cell = (name: string) => row[place.get(name) ?? -1]?.trim() ?? "";
    const id = cell("account");
    const on = cell("ordered_on");
    if (id === "") return;
    const country = cell("country");
    const account = accounts.get(id) ?? { id, orders: [], ...(country && { region: { name: country } }) };
    accounts.set(id, account);
    account.orders.push({ id: cell("order") || null, ordered_on: on || null, units: number(row, place, "units", index), net_amount: number(row, place, "net_amount", index) });
    if (on === "") return;
    days.add(on);
    if (on < (firsts.get(id) ?? "9999")) firsts.set(id, on);
  });
  const histories = new Map<string, History>();
  for (const [id, account] of accounts) {
    const on = firsts.get(id);
    // An account enters the programme with its first order.
    if (on) histories.set(id, { account, events: [{ id: "enrol", on, event: { enrol: {} } }] });
  }
  return { accounts, histories, kind: "orders", days: days.both(), rows: rows.length };
}

function gatherEvents({ rows, header }: Table, place: ReadonlyMap<string, number>): Gathered {
  const accounts = new Map<string, Account>();
  const histories = new Map<string, { account: Account; events: Event[] }>();
  const days = new Extent();
  rows.forEach((row, index) => {
    const cell = (name: string) => row[place.get(name) ?? -1]?.trim() ?? "";
    const id = cell("account");
    if (id === "") return;
    const history = histories.get(id) ?? { account: { id }, events: [] };
    histories.set(id, history);
    accounts.set(id, history.account);
    days.add(cell("on"));
    const said: Record<string, unknown> = {};
    const facts: Record<string, unknown> = {};
    for (const name of header) {
      const text = cell(name);
      if (OF_EVENT.has(name) || text === "") continue;
      if (name.includes(".")) facts[name] = literal(text);
      else said[name] = NUMBERS.has(name) ? number(row, place, name, index) : text;
    }
    if (Object.keys(facts).length > 0) said.facts = facts;
    const event = cell("event") === "" ? { [cell("kind")]: said } : (JSON.parse(cell("event")) as object);
    // What does not fit is refused by the library, with its place.
    history.events.push({ id: cell("id"), on: cell("on"), ...(cell("recorded_on") && { recorded_on: cell("recorded_on") }), event } as Event);
  });
  return { accounts, histories, kind: "events", days: days.both(), rows: rows.length };
}

class Extent {
  #first = "9999-12-31";
  #last = "";

  add(day: string): void {
    if (day < this.#first) this.#first = day;
    if (day > this.#last) this.#last = day;
  }

  both(): readonly [string, string] {
    if (this.#last === "") throw new Error("the file has no row with a day");
    return [this.#first, this.#last];
  }
}

function number(row: readonly string[], place: ReadonlyMap<string, number>, name: string, index: number): number | null {
  const text = row[place.get(name) ?? -1] ?? "";
  const found = asNumber(text);
  if (found === undefined) throw new Error(`line ${index + 2}: expected a number in ${name}, found \`${text}\``);
  return found;
}

/** A fact's text as what it says: a number, true or false, a word. */
const literal = (text: string): number | string | boolean => (text === "true" || text === "false" ? text === "true" : (asNumber(text) ?? text));
