// Runs the corpus, in Node and in browsers alike: nothing here is of either.

const CALLS = {
  score: (policy, { account, as_of }) => policy.score(account, as_of),
  assess: (policy, { account, as_of, previous }) => policy.assess(account, as_of, previous),
  replay: (policy, { history, as_of }) => policy.replay(history, as_of),
  at_risk: (policy, { history, as_of, until }) => policy.atRisk(history, as_of, until),
  required: (policy, { history, as_of, tier, credited_on, by }) => policy.required(history, as_of, tier, credited_on, by),
};
const ARGUMENTS = {
  score: ["account", "as_of"],
  assess: ["account", "as_of", "previous"],
  replay: ["history", "as_of"],
  at_risk: ["history", "as_of", "until"],
  required: ["history", "as_of", "tier", "credited_on", "by"],
  check: ["document"],
  read: ["format", "text", "hex", "repeat", "before", "as"],
};

const codeAndPath = ({ code, path }) => ({ code, path });
const checked = (policy) => ({ fingerprint: policy.fingerprint, warnings: policy.warnings.map(codeAndPath) });

function bytes({ text, hex, repeat, before = "" }) {
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
function read({ Policy }, { Core }, args) {
  if (args.as === "account") return Core.readAccount(bytes(args), args.format);
  return checked(args.format === "json" ? new Policy(bytes(args)) : new Policy(Core.readPolicy(bytes(args), args.format).spec()));
}

function outcome(library, testing, policy, { call, args }) {
  const known = ARGUMENTS[call];
  for (const key of Object.keys(args)) if (!known.includes(key)) throw new Error(`no argument \`${key}\` of \`${call}\``);
  try {
    if (call === "check") return { ok: checked(new library.Policy(args.document)) };
    return { ok: call === "read" ? read(library, testing, args) : CALLS[call](policy, args) };
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
  for (const [file, { policy: reference, cases }] of files) {
    const policy = reference === undefined ? undefined : new library.Policy(typeof reference === "string" ? policies[reference] : reference);
    for (const each of cases) {
      counts[each.call] = (counts[each.call] ?? 0) + 1;
      const { ok, error, errors = error && [error] } = each;
      const expected = errors === undefined ? { ok } : { errors };
      for (const difference of differences(expected, outcome(library, testing, policy, each))) failures.push(`${file}: ${each.name}: ${difference}`);
    }
  }
  return { counts, failures };
}
