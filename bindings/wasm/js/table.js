// Tables of accounts: portions of the caller's arrays go through the memory of the program, and come back in arrays. Lists are
// made arrays first. What is none of both is left to the program, which says what is wrong with it.
import { Portions } from "./glue.js";
import { bytes, write } from "./tape.js";

/** Rows that are scored at once, a multiple of eight: so many stay in the cache. */
const PORTION = 4096;

const ARRAYS = [Float64Array, Float32Array, Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Uint8ClampedArray];
const isArray = (value) => ARRAYS.some((type) => value instanceof type);
const isSection = (value) => Object.prototype.toString.call(value) === "[object Object]";

/** What a table comes to: a value a row, in arrays. */
class ScoredColumns {
  constructor(rows, { tiers, errors, criteria, aspects }, wanted) {
    const numbers = () => new Float64Array(rows);
    const named = (names) => Object.fromEntries(names.map((name) => [name, numbers()]));
    this.rows = rows;
    this.failed = 0;
    this.composite = numbers();
    this.tier = new Uint16Array(rows);
    this.tiers = tiers;
    this.coverage = wanted.coverage ? numbers() : null;
    this.contributions = wanted.contributions ? named(criteria) : null;
    this.points = wanted.points ? named(aspects) : null;
    this.error = new Uint8Array(rows);
    this.errors = errors;
  }

  toJSON() {
    const list = (numbers) => Array.from(numbers, (number) => (Number.isNaN(number) ? null : number));
    const lists = (columns) => Object.fromEntries(Object.entries(columns ?? {}).map(([name, numbers]) => [name, list(numbers)]));
    return {
      error: Array.from(this.error, (code) => this.errors[code]),
      composite: list(this.composite),
      tier: Array.from(this.tier, (rank) => this.tiers[rank] ?? null),
      coverage: list(this.coverage ?? []),
      contributions: lists(this.contributions),
      points: lists(this.points),
    };
  }
}

/** `into` is an earlier result, whose arrays are used again if they are the ones that are wanted. */
export function scoreTable(core, table, asOf, { contributions = true, points = true, coverage = true, into } = {}) {
  const wanted = { contributions, points, coverage };
  const { outline, columns, previous } = prepare(table);
  const shapes = Object.fromEntries([...columns].map(([name, column]) => [name, shapeOf(column)]));
  const mostWords = Math.max(0, ...[...columns.values(), previous].map((column) => column?.outline.categories?.length ?? 0));
  // A dictionary is looked up for every portion.
  const size = Math.max(PORTION, Math.ceil(mostWords / 8) * 8);
  const portions = new Portions(core, size, contributions, points, coverage, ...write([outline, asOf, shapes, previous && shapeOf(previous)]));
  try {
    const layout = portions.layout();
    const { rows } = outline;
    const results = into instanceof ScoredColumns && fits(into, rows, layout, wanted) ? into : new ScoredColumns(rows, layout, wanted);
    Object.assign(results, { failed: 0, tiers: layout.tiers, errors: layout.errors });
    const given = [...columns].map(([name, column]) => [column, layout.columns[name]]);
    if (previous) given.push([previous, layout.previous]);
    const arrays = [results.composite, ...Object.values(results.contributions ?? {}), ...Object.values(results.points ?? {})];
    const taken = [...arrays.map((array, at) => [array, layout.points[at]]), [results.tier, layout.tier], [results.error, layout.error]];
    if (coverage) taken.push([results.coverage, layout.coverage]);
    for (let from = 0; from < rows; from += size) {
      const until = Math.min(from + size, rows);
      fill(given, from, until);
      results.failed += portions.score(until - from);
      take(taken, from, until);
    }
    return results;
  } finally {
    portions.free();
  }
}

function fill(given, from, until) {
  const buffer = bytes();
  for (const [{ values, held, validity }, [valuesAt, validityAt]] of given) {
    new held(buffer, valuesAt, until - from).set(values.subarray(from, until));
    if (validity) new Uint8Array(buffer, validityAt).set(validity.subarray(from / 8, Math.ceil(until / 8)));
  }
}

function take(taken, from, until) {
  const buffer = bytes();
  for (const [array, at] of taken) array.set(new array.constructor(buffer, at, until - from), from);
}

const shapeOf = ({ held, values, validity }) => [held.name, values.length, validity ? validity.length : null];

function fits(results, rows, { criteria, aspects }, wanted) {
  const has = (columns, names) => columns !== null && Object.keys(columns).join("\n") === names.join("\n");
  return (
    results.rows === rows &&
    (results.coverage !== null) === wanted.coverage &&
    (wanted.contributions ? has(results.contributions, criteria) : results.contributions === null) &&
    (wanted.points ? has(results.points, aspects) : results.points === null)
  );
}

/** The columns as arrays, and the outline of the table: what it is without them. */
function prepare(table) {
  const columns = new Map();
  const nothing = { outline: table, columns, previous: undefined };
  try {
    if (!isSection(table) || !isSection(table.columns)) return nothing;
    const outline = { ...table, columns: { ...table.columns } };
    for (const [name, cells] of Object.entries(table.columns)) {
      const column = columnOf(cells);
      if (column) columns.set(name, column);
      outline.columns[name] = column ? column.outline : withoutStrangers(cells);
    }
    const previous = table.previous ? columnOf(isSection(table.previous) ? table.previous : { categories: table.previous }) : undefined;
    if (previous?.outline.categories) outline.previous = previous.outline.categories;
    const [first] = [...columns.values(), previous].filter(Boolean);
    if (first) outline.rows ??= first.values.length;
    return { outline, columns, previous };
  } catch {
    // A getter threw; the program says so.
    columns.clear();
    return nothing;
  }
}

/** A column that is none, without arrays under keys that do not exist: it is the keys that are wrong. */
function withoutStrangers(cells) {
  if (!isSection(cells)) return cells;
  return Object.fromEntries(Object.entries(cells).map(([key, values]) => [key, isArray(values) && !(key in fromList) ? [] : values]));
}

/** A column as an array, or undefined for what is none. */
function columnOf(cells) {
  if (!isSection(cells)) return undefined;
  const { numbers, categories, flags, days, words, validity, ...others } = cells;
  const kinds = Object.entries({ numbers, categories, flags, days }).filter(([, values]) => values !== undefined);
  if (kinds.length !== 1 || Object.keys(others).length > 0) return undefined;
  const [[kind, values]] = kinds;
  if (Array.isArray(values)) return words === undefined && validity === undefined ? fromList[kind](values) : undefined;
  if (!isArray(values) || !(validity === undefined || validity === null || validity instanceof Uint8Array)) return undefined;
  if (kind !== "categories") return words === undefined ? { values, held: HELD[kind], validity, outline: { [kind]: [] } } : undefined;
  if (!Array.isArray(words) || !words.every((word) => typeof word === "string")) return undefined;
  return { values, held: CODES.find((type) => values instanceof type) ?? Int32Array, validity, outline: { categories: words } };
}

const HELD = { numbers: Float64Array, flags: Uint8Array, days: Int32Array };
const CODES = [Int8Array, Uint8Array, Uint32Array];

const fromList = {
  numbers: (list) => column(list, "numbers", Float64Array, (value) => (typeof value === "number" ? value : undefined)),
  flags: (list) => column(list, "flags", Uint8Array, (value) => (typeof value === "boolean" ? Number(value) : undefined)),
  days: (list) => column(list, "days", Int32Array, remembered(dayOf)),
  categories(list) {
    const words = [];
    const place = remembered((word) => (typeof word === "string" ? words.push(word) - 1 : undefined));
    return column(list, "categories", Int32Array, place, { categories: words });
  },
};

/** A list as an array, if each of its values is missing or one. */
function column(list, kind, held, valueOf, outline = { [kind]: [] }) {
  const values = new held(list.length);
  const validity = new Uint8Array(Math.ceil(list.length / 8));
  for (let row = 0; row < list.length; row += 1) {
    const cell = list[row];
    if (cell === null || cell === undefined || Number.isNaN(cell)) continue;
    const value = valueOf(cell);
    if (value === undefined) return undefined;
    values[row] = value;
    validity[row >> 3] |= 1 << (row & 7);
  }
  return { values, held, validity, outline };
}

function remembered(of) {
  const known = new Map();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = of(key)));
    return value;
  };
}

/** Days since 1970-01-01; undefined for what the program should look at. */
function dayOf(day) {
  const text = typeof day === "string" || Object.prototype.toString.call(day) === "[object Temporal.PlainDate]" ? String(day) : "";
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) && !text.startsWith("0000") ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== text) return undefined;
  return moment.getTime() / 86_400_000;
}
