// Tables as typed arrays: the same numbers as one by one, whatever holds them and however long they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy, TierwiseError } from "./testing.mjs";

const DAY = "2026-06-30";
const policy = new Policy({
  policy: "p", version: "1", semantics: 1,
  facts: [{ id: "x.units", type: "number" }, { id: "x.word", type: "category", values: ["red", "green"] }, { id: "x.lead", type: "flag" }, { id: "x.since", type: "date" }],
  score: { aspects: [
    { id: "size", cap: 50, criteria: [{ id: "units", fact: "x.units", curve: [[0, 0], [200, 120]] }, { id: "word", fact: "x.word", table: { red: 10 }, other: 4, missing: { points: 2 } }] },
    { id: "bond", criteria: [{ id: "lead", fact: "x.lead", flag: { true: 5, false: 0 } }, { id: "since", fact: "x.since", transform: "years_since", bands: [[0, 1], [5, 8]], missing: "worst" }] },
  ] },
  ladder: { base: "standard", tiers: [{ id: "silver", enter: 40, retain: 35 }, { id: "gold", enter: 60, retain: 55 }] },
});

/** Random numbers, the same ones every time. */
let state = 7;
const random = (below) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((state / 4_294_967_296) * below);
};
const some = (value) => (random(10) === 0 ? null : value);

/** Accounts as lists, of which some facts are missing and some values are wrong. */
function lists(rows) {
  const column = (value) => Array.from({ length: rows }, () => some(value()));
  return {
    rows,
    columns: {
      "x.units": { numbers: column(() => random(3000) / 10 - 20) },
      "x.word": { categories: column(() => ["red", "green", "green", "blue"][random(4) % (random(20) === 0 ? 4 : 3)]) },
      "x.lead": { flags: column(() => random(2) === 1) },
      "x.since": { days: column(() => `${2000 + random(30)}-0${1 + random(9)}-1${random(10)}`) },
    },
    previous: column(() => ["standard", "silver", "gold", "bronze"][random(4) % (random(50) === 0 ? 4 : 3)]),
  };
}

const bits = (cells) => {
  const bytes = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, row) => cell !== null && (bytes[row >> 3] |= 1 << (row & 7)));
  return bytes;
};
const place = (words) => (word) => (word === null ? -1 : words.indexOf(word));
const days = (cells) => Int32Array.from(cells, (day) => (day === null ? 0 : Date.parse(day) / 86_400_000));

/** The same table as typed arrays. */
function arrays({ columns, previous }, codes = Int8Array) {
  const words = ["blue", "red", "green"];
  const tiers = ["gold", "bronze", "standard", "silver"];
  const { numbers } = columns["x.units"];
  const [word, lead, since] = [columns["x.word"].categories, columns["x.lead"].flags, columns["x.since"].days];
  const placed = codes.from(word, (cell) => Math.max(0, place(words)(cell)));
  return {
    columns: {
      "x.units": { numbers: Float64Array.from(numbers, (number) => number ?? Number.NaN) },
      "x.word": codes === Int8Array ? { categories: codes.from(word, place(words)), words } : { categories: placed, words, validity: bits(word) },
      "x.lead": { flags: Uint8Array.from(lead, Number), validity: bits(lead) },
      "x.since": { days: days(since), validity: bits(since) },
    },
    previous: { categories: Int32Array.from(previous, place(tiers)), words: tiers },
  };
}

/** Row by row. */
function oneByOne({ rows, columns, previous }) {
  const found = { error: [], composite: [], tier: [], coverage: [], contributions: { units: [], word: [], lead: [], since: [] }, points: { size: [], bond: [] } };
  for (let row = 0; row < rows; row += 1) {
    const facts = Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, Object.values(cells)[0][row]]));
    let assessment;
    let error = null;
    try {
      assessment = policy.assess({ facts }, DAY, previous[row]);
    } catch (refusal) {
      error = refusal.code;
    }
    found.error.push(error);
    found.composite.push(assessment?.scorecard.composite ?? null);
    found.tier.push(assessment?.placement.tier ?? null);
    found.coverage.push(assessment?.scorecard.coverage ?? null);
    const aspects = assessment?.scorecard.aspects;
    for (const [id, at, within] of [["units", 0, 0], ["word", 0, 1], ["lead", 1, 0], ["since", 1, 1]]) found.contributions[id].push(aspects?.[at].criteria[within].contribution ?? null);
    found.points.size.push(aspects?.[0].points ?? null);
    found.points.bond.push(aspects?.[1].points ?? null);
  }
  return found;
}

test("lists, typed arrays and one by one: the same to the last bit, across portions", () => {
  for (const rows of [0, 1, 7, 8, 9, 4095, 4096, 4097, 9001]) {
    const table = lists(rows);
    const expected = oneByOne(table);
    assert.deepEqual(policy.scoreColumns(table, DAY).toJSON(), expected);
    for (const codes of [Int8Array, Uint8Array, Uint16Array, Uint32Array, Int32Array]) {
      const scored = policy.scoreColumns(arrays(table, codes), DAY);
      assert.deepEqual(JSON.parse(JSON.stringify(scored)), expected, `${rows} rows, ${codes.name}`);
      assert.equal(scored.failed, expected.error.filter((code) => code !== null).length);
    }
  }
});

test("what comes out: arrays, NaN and no tier in rows in error", () => {
  const scored = policy.scoreColumns({ columns: { "x.units": { numbers: Float32Array.of(100, Infinity, 12.5) } } }, DAY);
  assert.equal(scored.rows, 3);
  assert.deepEqual(scored.tiers, ["standard", "silver", "gold"]);
  assert.deepEqual([...scored.composite], [51, Number.NaN, 10.5]);
  assert.deepEqual([...scored.tier], [1, 3, 0]);
  assert.equal(scored.tiers[scored.tier[1]], undefined);
  assert.deepEqual([...scored.error].map((place) => scored.errors[place]), [null, "number.not_finite", null]);
  assert.ok(scored.composite instanceof Float64Array && scored.coverage instanceof Float64Array && scored.contributions.units instanceof Float64Array);
  const few = policy.scoreColumns({ columns: { "x.units": { numbers: [100] } } }, DAY, { contributions: false, points: false, coverage: false });
  assert.deepEqual([few.contributions, few.points, few.coverage, [...few.composite]], [null, null, null, [51]]);
});

test("a result is filled anew, if it has the same form", () => {
  const table = (units) => ({ columns: { "x.units": { numbers: units } } });
  const first = policy.scoreColumns(table(Float64Array.of(100, Number.POSITIVE_INFINITY)), DAY);
  const { composite } = first;
  const second = policy.scoreColumns(table(Float64Array.of(50, 100)), DAY, { into: first });
  assert.ok(second === first && second.composite === composite);
  assert.deepEqual([second.failed, [...second.composite], [...second.error]], [0, [33, 51], [0, 0]]);
  const third = policy.scoreColumns(table(Float64Array.of(50)), DAY, { into: first });
  assert.ok(third !== first && first.rows === 2);
  assert.notEqual(policy.scoreColumns(table(Float64Array.of(1, 2)), DAY, { into: first, points: false }), first);
});

test("views into larger arrays, dictionaries longer than a portion, no ladder", () => {
  const all = new Float64Array(20).fill(100);
  const validity = Uint8Array.of(0xff, 0b101).subarray(1);
  const scored = policy.scoreColumns({ columns: { "x.units": { numbers: all.subarray(5, 8), validity } } }, DAY);
  assert.deepEqual([...scored.contributions.units], [60, 0, 60]);
  const words = Array.from({ length: 5000 }, (_, at) => (at === 4999 ? "red" : `w${at}`));
  const far = policy.scoreColumns({ columns: { "x.word": { categories: Uint16Array.of(4999, 1), words } } }, DAY);
  assert.deepEqual(far.toJSON().error, [null, "fact.value"]);
  const open = new Policy({ policy: "p", version: "1", semantics: 1, score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", curve: [[0, 0], [9, 9]] }] }] } });
  assert.deepEqual(open.scoreColumns({ columns: { "fleet.units": { numbers: Uint8Array.of(3) } } }, DAY).toJSON().tier, [null]);
});

test("what does not fit is refused where it stands, and the library goes on", () => {
  const refused = (table, ...problems) => {
    assert.throws(() => policy.scoreColumns(table, DAY), (error) => {
      assert.ok(error instanceof TierwiseError, String(error));
      assert.deepEqual(error.problems.map(({ code, path }) => `${code} ${path}`), problems, error.message);
      return true;
    });
  };
  const numbers = Float64Array.of(1, 2);
  refused({ rows: 3, columns: { "x.units": { numbers }, "x.lead": { numbers }, "x.unit": { numbers } } }, "fact.type columns.x.lead", "fact.unknown columns.x.unit", "input.length columns.x.units");
  refused({ columns: { "x.units": { numbers, validity: new Uint8Array(0) } } }, "input.length columns.x.units");
  refused({ columns: { "x.units": { numbers } }, previous: ["gold"] }, "input.length previous");
  refused({ columns: { "x.units": { numbers: BigInt64Array.of(1n) } }, rows: 1 }, "input.type columns.x.units.numbers");
  refused({ columns: { "x.units": { numbers: ["7"] } }, rows: 1 }, "input.type columns.x.units.numbers[0]");
  refused({ columns: { "x.since": { days: ["2026-02-30"] } }, rows: 1 }, "date.format columns.x.since.days[0]");
  refused({ columns: { "x.since": { days: ["0000-01-01"] } }, rows: 1 }, "date.format columns.x.since.days[0]");
  assert.throws(() => policy.scoreColumns({ columns: { "x.units": { nombres: numbers } }, rows: 2 }, DAY), { code: "input.unknown_value", path: "columns.x.units.nombres" });
  assert.throws(() => policy.scoreColumns({ colums: {}, rows: 2 }, DAY), TierwiseError);
  for (const table of [null, undefined, 7, [], new Map(), { columns: null, rows: 1 }, { columns: [], rows: 1 }, {}]) assert.throws(() => policy.scoreColumns(table, DAY), (error) => error instanceof TierwiseError && error.code !== "internal");
  assert.throws(() => policy.scoreColumns({ columns: { "x.units": { get numbers() { throw new Error("boo"); } } }, rows: 1 }, DAY), { code: "input.type" });
  assert.throws(() => policy.scoreColumns({ columns: { "x.units": { numbers } } }, "yesterday"), { code: "date.format" });
  assert.deepEqual([...policy.scoreColumns({ columns: { "x.units": { numbers } } }, DAY).contributions.units], [0.6, 1.2]);
});
