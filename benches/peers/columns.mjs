// The workload of columns in JavaScript, in Node and in browsers alike: nothing here is of either.

const NUMBERS = ["annual_revenue", "gross_margin_pct", "fleet_size", "order_count", "tenure_years", "payment_delay_days"];
const METHODS = ["tender", "framework", "spot", "direct"];
const OUTLOOKS = ["declining", "stable", "growing", "strategic"];
const TIERS = ["standard", "silver", "gold", "platinum"];
const DAY = "2026-06-30";
/** What the other implementations of the workload say: neither coverage nor the points of aspects. */
const WANTED = { coverage: false, points: false };

/** Reads the columns and what has to come out; `read` gives the bytes of a file. */
export async function load(read) {
  const file = async (name, type = Uint8Array) => new type((await read(name)).slice().buffer);
  const document = JSON.parse(new TextDecoder().decode(await read("policy.json")));
  const columns = {};
  for (const name of NUMBERS) columns[name] = { numbers: await file(`${name}.f64`, Float64Array), validity: await file(`${name}.bits`) };
  for (const [name, words] of [["procurement_method", METHODS], ["growth_outlook", OUTLOOKS]]) {
    columns[name] = { categories: await file(`${name}.u8`), words, validity: await file(`${name}.bits`) };
  }
  columns.brand_influencer = { flags: await file("brand_influencer.u8"), validity: await file("brand_influencer.bits") };
  const previous = { categories: await file("previous.u8"), words: TIERS };
  const expected = { composite: await file("composite.i64", BigInt64Array), tier: await file("tier.u8"), contributions: [] };
  for (let at = 0; at < 9; at += 1) expected.contributions.push(await file(`contribution-${at}.i64`, BigInt64Array));
  return { document, table: { rows: expected.tier.length, columns, previous }, expected };
}

/** Implementations by name: each gives a function that runs once and gives its results. */
export const PEERS = {
  "tierwise": ({ Policy }, { document, table }) => {
    const policy = new Policy(document);
    return () => policy.scoreColumns(table, DAY, WANTED);
  },
  "tierwise-into": ({ Policy }, { document, table }) => {
    const policy = new Policy(document);
    let into;
    return () => (into = policy.scoreColumns(table, DAY, { ...WANTED, ...(into && { into }) }));
  },
  "plain": (_, { document, table }) => {
    const score = plain(document);
    return () => score(table);
  },
};

/** How far results are from what has to come out. */
export function difference({ composite, tier, contributions }, expected) {
  let [worst, composites, tiers] = [0, 0, 0];
  Object.values(contributions).forEach((found, at) => {
    found.forEach((points, row) => (worst = Math.max(worst, Math.abs(Math.round(points * 1000) - Number(expected.contributions[at][row])))));
  });
  composite.forEach((points, row) => {
    const same = Math.round(points * 1000) === Number(expected.composite[row]);
    composites += same ? 0 : 1;
    tiers += same && tier[row] !== expected.tier[row] ? 1 : 0;
  });
  return { worst, composites, tiers };
}

/** Adding it rounds to the nearest whole number, ties to even. */
const WHOLE = 6_755_399_441_055_744;
const rounded = (number) => number + WHOLE - WHOLE;

/** The policy as somebody would write it who knows JavaScript: a loop for each criterion, over arrays of numbers. */
function plain(document) {
  const { aspects } = document.score;
  const fresh = (rows) => new Float64Array(rows);
  return ({ rows, columns, previous }) => {
    const contributions = {};
    const [composite, sum, tier] = [fresh(rows), fresh(rows), new Uint16Array(rows)];
    for (const { weight, cap, criteria } of aspects) {
      sum.fill(0);
      for (const criterion of criteria) contributions[criterion.id] = contribute(criterion, 1000 * weight, columns[criterion.fact], sum, fresh(rows));
      for (let row = 0; row < rows; row += 1) composite[row] += Math.min(sum[row], cap * 1000);
    }
    document.ladder.tiers.forEach(({ enter, retain }, at) => {
      for (let row = 0; row < rows; row += 1) {
        if (composite[row] >= (previous.categories[row] > at ? retain : enter) * 1000) tier[row] = at + 1;
      }
    });
    for (let row = 0; row < rows; row += 1) composite[row] /= 1000;
    return { composite, tier, contributions };
  };
}

function contribute({ curve, bands, table, flag, missing }, weight, { numbers, categories, flags, words, validity }, sum, out) {
  const none = rounded(missing.points * weight);
  const put = (row, thousandths) => {
    sum[row] += thousandths;
    out[row] = thousandths / 1000;
  };
  const isMissing = (row) => ((validity[row >> 3] >> (row & 7)) & 1) === 0;
  const { length } = out;
  if (curve) {
    const [xs, ys] = [Float64Array.from(curve, ([x]) => x), Float64Array.from(curve, ([, points]) => points * weight)];
    const last = xs.length - 1;
    for (let row = 0; row < length; row += 1) {
      const x = numbers[row];
      if (isMissing(row)) put(row, none);
      else if (x < xs[0]) put(row, rounded(ys[0]));
      else {
        let at = 0;
        while (at < last && x >= xs[at + 1]) at += 1;
        put(row, rounded(at === last ? ys[last] : ys[at] + ((x - xs[at]) * (ys[at + 1] - ys[at])) / (xs[at + 1] - xs[at])));
      }
    }
  } else if (bands) {
    const [bounds, ys] = [Float64Array.from(bands, ([bound]) => bound ?? -Infinity), Float64Array.from(bands, ([, points]) => rounded(points * weight))];
    const last = bounds.length - 1;
    for (let row = 0; row < length; row += 1) {
      let at = 0;
      while (at < last && numbers[row] >= bounds[at + 1]) at += 1;
      put(row, isMissing(row) ? none : ys[at]);
    }
  } else {
    const points = Float64Array.from(table ? words.map((word) => table[word]) : [flag.false, flag.true], (points) => rounded(points * weight));
    const codes = categories ?? flags;
    for (let row = 0; row < length; row += 1) put(row, isMissing(row) ? none : points[codes[row]]);
  }
  return out;
}
