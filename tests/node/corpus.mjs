// Runs the corpus, in Node and in browsers alike: nothing here is of either.

/** The arguments of each call, and what it calls. */
const CALLS = {
  score: [["account", "as_of"], ({ policy }, account, asOf) => policy.score(account, asOf)],
  assess: [["account", "as_of", "previous"], ({ policy }, account, asOf, previous) => policy.assess(account, asOf, previous)],
  score_columns: [["table", "as_of"], ({ policy }, table, asOf) => policy.scoreColumns(table, asOf).toJSON()],
  replay: [["history", "as_of"], ({ policy }, history, asOf) => policy.replay(history, asOf)],
  trace: [["history", "as_of"], ({ policy }, history, asOf) => policy.trace(history, asOf)],
  tier_on: [["history", "day", "known_on"], ({ policy }, history, day, knownOn) => policy.tierOn(history, day, knownOn)],
  statement: [["history", "on"], ({ policy }, history, on) => policy.statement(history, on)],
  diff: [["before", "after", "as_of"], ({ policy }, before, after, asOf) => policy.diff(before, after, asOf)],
  at_risk: [["history", "as_of", "until"], ({ policy }, history, asOf, until) => policy.atRisk(history, asOf, until)],
  outlook: [["history", "as_of", "until"], ({ policy }, history, asOf, until) => policy.outlook(history, asOf, until)],
  required: [
    ["history", "as_of", "tier", "credited_on", "by"],
    ({ policy }, history, asOf, tier, creditedOn, by) => policy.required(history, asOf, tier, creditedOn, by),
  ],
  resume: [
    ["history", "snapshot_on", "tail", "as_of"],
    ({ policy }, history, snapshotOn, tail, asOf) => policy.resume(JSON.parse(JSON.stringify(policy.snapshot(history, snapshotOn))), tail, asOf),
  ],
  advance: [["enrolled_on", "reviews"], ({ policy }, enrolledOn, reviews) => advanced(policy, policy.standing(enrolledOn), reviews)],
  recourse: [["account", "as_of", "goal", "levers"], ({ policy }, account, asOf, goal, levers) => policy.recourse(account, asOf, goal, levers)],
  certainty: [
    ["account", "as_of", "previous", "uncertainty"],
    ({ policy }, account, asOf, previous, uncertainty) => policy.certainty(account, asOf, previous, uncertainty),
  ],
  quota: [["candidates", "seats", "buffer"], ({ library }, candidates, seats, buffer) => library.quota(candidates, seats, buffer)],
  backtest: [["rows", "shares"], ({ library }, ...given) => library.backtest(...given)],
  calibrate: [["population", "shaping", "as_of"], ({ library }, ...given) => library.calibrate(...given)],
  drift: [["spread", "population", "levels"], ({ library }, ...given) => library.drift(...given)],
  fit_weights: [["samples", "folds"], ({ library }, ...given) => library.fitWeights(...given)],
  merge_populations: [["parts"], ({ library }, ...given) => library.mergePopulations(...given)],
  population: [["values", "exact"], ({ library }, ...given) => library.population(...given)],
  tier_thresholds: [["composites", "shares"], ({ library }, ...given) => library.tierThresholds(...given)],
  weigh_evidence: [["rows", "bins", "points", "as_of"], ({ library }, ...given) => library.weighEvidence(...given)],
  concentration: [["accounts", "options"], ({ library }, accounts, options) => library.concentration(accounts, options)],
  plan_review: [["book", "options"], ({ library }, book, options) => library.planReview(book, options)],
  matrix: [["accounts", "options"], ({ policy }, accounts, options) => policy.matrix(accounts, options)],
  migration: [["panel", "dates"], ({ library }, panel, dates) => library.migration(panel, dates)],
  hazards: [["panel", "after", "until"], ({ library }, panel, after, until) => library.hazards(panel, after, until)],
  flaps: [["panel", "after", "until", "within_days"], ({ library }, panel, after, until, days) => library.flaps(panel, after, until, days)],
  chain: [["states", "shares", "initial"], ({ library }, states, shares, initial) => library.chain(states, shares, initial)],
  spells: [["history", "as_of"], ({ policy }, history, asOf) => policy.spells(history, asOf)],
  simulate: [
    ["other", "portfolio", "as_of", "options"],
    ({ policy, policyOf }, other, portfolio, asOf, options) => policy.simulate(policyOf(other), portfolio, asOf, options),
  ],
  threshold_plan: [
    ["accounts", "as_of", "tier", "bound", "shifts"],
    ({ policy }, accounts, asOf, tier, bound, shifts) => policy.thresholdPlan(accounts, asOf, tier, bound, shifts),
  ],
  explain_change: [
    ["before", "before_on", "after", "after_on", "later"],
    ({ policy, policyOf }, before, beforeOn, after, afterOn, later) => policy.explainChange(before, beforeOn, after, afterOn, policyOf(later)),
  ],
  // A text is JSON to the constructor, and so is the document that is one written down.
  check: [["document"], ({ library }, document) => checked(new library.Policy(typeof document === "string" ? JSON.stringify(document) : document))],
  read: [["format", "text", "hex", "repeat", "before", "as"], read],
};

function advanced(policy, standing, reviews) {
  return reviews.map((review) => {
    const step = policy.advance(standing, review);
    ({ standing } = step);
    return step;
  });
}

const codeAndPath = ({ code, path }) => ({ code, path });
const checked = (policy) => ({ fingerprint: policy.fingerprint, warnings: policy.warnings.map(codeAndPath) });

function bytes(text, hex, repeat, before = "") {
  const tail = hex === undefined ? new TextEncoder().encode(text ?? repeat[0].repeat(repeat[1])) : Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const head = new TextEncoder().encode(before);
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/**
 * What the package does not read, which is YAML, TOML, and an account's text, is read by a build of the same wrapper that does.
 * A policy's document goes from there to the package.
 */
function read({ library: { Policy }, testing: { Core } }, format, text, hex, repeat, before, as) {
  const content = bytes(text, hex, repeat, before);
  if (as === "account") return Core.readAccount(content, format);
  return checked(format === "json" ? new Policy(content) : new Policy(Core.readPolicy(content, format).spec()));
}

function outcome(context, { call, args }) {
  const [names, run] = CALLS[call];
  for (const key of Object.keys(args)) if (!names.includes(key)) throw new Error(`no argument \`${key}\` of \`${call}\``);
  try {
    return { ok: run(context, ...names.map((name) => args[name])) };
  } catch (error) {
    if (typeof error.code !== "string" || error.code === "internal") throw error;
    return { errors: error.problems.map(codeAndPath) };
  }
}

/** The places where two values differ: numbers to the last bit, lists in order, no key more or less. */
function* differences(expected, found, path = "") {
  if (typeof expected === "object" && typeof found === "object" && expected !== null && found !== null && Array.isArray(expected) === Array.isArray(found)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    for (const key of keys) yield* differences(expected[key], found[key], `${path}.${key}`);
  } else if (expected !== found) yield `${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
}

/**
 * Runs every case of `files`, a list of names and contents; `policies` has the documents that files name.
 * Gives the number of cases of each call, and a line for everything that differs.
 */
export function run(files, policies, library, testing) {
  const counts = {};
  const failures = [];
  const policyOf = (reference) => new library.Policy(typeof reference === "string" ? policies[reference] : reference);
  for (const [file, { policy: reference, earlier = [], cases }] of files) {
    const policy = reference === undefined ? undefined : policyOf(reference).withEarlier(earlier.map(policyOf));
    for (const each of cases) {
      counts[each.call] = (counts[each.call] ?? 0) + 1;
      const { ok, error, errors = error && [error] } = each;
      const expected = errors === undefined ? { ok } : { errors };
      for (const difference of differences(expected, outcome({ library, testing, policy, policyOf }, each))) failures.push(`${file}: ${each.name}: ${difference}`);
    }
  }
  return { counts, failures };
}
