// Whatever is handed over, the answer is a result or a TierwiseError, and the library can be used on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shipped } from "./corpus-files.mjs";
import { Core, Policy, TierwiseError } from "./testing.mjs";

const DAY = "2026-06-30";
const policy = new Policy(shipped("cv-key-account"));
const works = () => assert.equal(policy.score({ facts: { "fleet.units": 120 } }, DAY).policy.id, "cv-key-account");

function refused(call, code, path, message = /./) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof TierwiseError && error instanceof Error, String(error));
    assert.deepEqual([error.name, error.code, error.path], ["TierwiseError", code, path], error.message);
    assert.equal(error.problems[0].code, code);
    assert.match(error.message, message);
    return true;
  });
  works();
}

const score = (account, day = DAY) => () => policy.score(account, day);

test("what is no data is refused where it stands", () => {
  const cyclic = { facts: {} };
  cyclic.brand = cyclic;
  refused(score({ name: () => 1 }), "input.type", "name", /found a function/);
  refused(score({ name: Symbol("x") }), "input.type", "name", /Symbol\(x\)/);
  refused(score({ facts: { "fleet.units": 5n } }), "input.type", "facts.fleet.units", /BigInt `5`/);
  refused(score({ facts: new Map([["fleet.units", 5]]) }), "input.type", "facts", /`Map`/);
  refused(score({ facts: new Set() }), "input.type", "facts", /`Set`/);
  refused(score({ orders: new Float64Array(3) }), "input.type", "orders", /`Float64Array`/);
  refused(score({ name: new String("x") }), "input.type", "name", /`String`/);
  refused(score({ orders: [{ ordered_on: new Date(DAY) }] }), "input.type", "orders[0].ordered_on", /a moment/);
  refused(() => policy.score({}, new Date(DAY)), "input.type", "", /a moment/);
  refused(score(Promise.resolve({})), "input.type", "");
  refused(score({ name: "\ud800" }), "input.type", "name", /surrogate/);
  refused(score({ facts: { "\udc00": 1 } }), "input.type", "facts.\ufffd", /surrogate/);
  refused(score(7), "input.type", "");
  refused(score([]), "input.type", "");
  refused(score({ facts: { "fleet.units": Infinity } }), "number.not_finite", "facts.fleet.units");
  refused(score({ facts: { "fleet.units": -Infinity } }), "number.not_finite", "facts.fleet.units");
  assert.throws(score(cyclic), { code: "input.too_deep" });
  works();
});

test("what is missing is missing", () => {
  const nothing = policy.score({}, DAY);
  for (const account of [{ facts: { "fleet.units": NaN } }, { facts: { "fleet.units": undefined } }, { facts: { "fleet.units": null } }, { facts: undefined, misspelt: undefined }]) {
    assert.deepEqual(policy.score(account, DAY), nothing);
  }
  assert.deepEqual(policy.assess({}, DAY, null), policy.assess({}, DAY));
  assert.deepEqual(policy.assess({}, DAY, undefined), policy.assess({}, DAY));
  refused(() => policy.score(undefined, DAY), "input.type", "");
  refused(() => policy.score({}), "input.type", "");
});

test("own classes, objects without prototype and proxies are data; a civil day is a day", () => {
  class Account {
    facts = Object.assign(Object.create(null), { "fleet.units": 120 });
    get ignored() {
      return 1;
    }
  }
  const plain = policy.score({ facts: { "fleet.units": 120 } }, DAY);
  assert.deepEqual(policy.score(new Account(), DAY), plain);
  assert.deepEqual(policy.score(new Proxy({ facts: { "fleet.units": 120 } }, {}), DAY), plain);
  assert.deepEqual(policy.score(Object.freeze({ facts: { "fleet.units": 120 } }), DAY), plain);
  const civil = { toString: () => DAY, [Symbol.toStringTag]: "Temporal.PlainDate" };
  assert.deepEqual(policy.score({ facts: { "fleet.units": 120 } }, civil), plain);
});

test("what throws while it is read is refused", () => {
  const trap = () => {
    throw new Error("boo");
  };
  const unspeakable = { toString: trap, get [Symbol.toStringTag]() { return trap(); } };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  refused(score({ get name() { return trap(); } }), "input.type", "", /threw `Error: boo`/);
  refused(score({ brand: { get reach() { return trap(); } } }), "input.type", "brand", /boo/);
  refused(score({ name: new Proxy({}, { ownKeys: trap }) }), "input.type", "name", /boo/);
  refused(score({ name: new Proxy([1], { get: trap }) }), "input.type", "name", /boo/);
  refused(score({ name: proxy }), "input.type", "name");
  refused(score({ name: unspeakable }), "input.type", "name");
  refused(score({ get name() { throw undefined; } }), "input.type", "");
});

test("a getter may call the library", () => {
  const account = { get name() { return policy.score({}, DAY).policy.id; }, facts: { "fleet.units": 120 } };
  assert.deepEqual(policy.score(account, DAY), policy.score({ facts: { "fleet.units": 120 } }, DAY));
});

test("size is no danger", () => {
  let deep = 1;
  for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
  let wide = [];
  for (let level = 0; level < 60; level += 1) wide = [wide, wide];
  const text = "[".repeat(100_000);
  assert.throws(score(deep), { code: "input.too_deep" });
  assert.throws(score({ orders: deep }), { code: "input.too_deep" });
  assert.throws(() => new Policy(text), { code: "input.too_deep" });
  assert.throws(() => new Policy(`${text}${"]".repeat(100_000)}`), { code: "input.too_deep" });
  refused(score({ orders: wide }), "input.type", "", /more than 8000000 values/);
  refused(score({ orders: new Array(2 ** 32 - 1) }), "input.type", "", /more than 8000000 values/);
  refused(score({ name: "x".repeat(3_000_000), facts: 1 }), "input.type", "facts");
  refused(score({ facts: { ["x".repeat(1_000_000)]: 1 } }), "fact.unknown", `facts.${"x".repeat(1_000_000)}`);
});

test("keys that mean something to JavaScript are keys", () => {
  refused(score(JSON.parse('{"__proto__": 1}')), "input.unknown_field", "__proto__");
  refused(score({ constructor: 1 }), "input.unknown_field", "constructor");
  const own = JSON.parse('{"policy":"p","version":"1","semantics":1,"facts":[{"id":"x.word","type":"category"}],"score":{"aspects":[{"id":"a","criteria":[{"id":"k","fact":"x.word","table":{"__proto__":3,"10":2,"9":1}}]}]}}');
  const copy = new Policy(own).toJSON();
  assert.deepEqual(JSON.stringify(Object.entries(copy.score.aspects[0].criteria[0].table).sort()), '[["10",2],["9",1],["__proto__",3]]');
  assert.equal(new Policy(copy).fingerprint, new Policy(own).fingerprint);
});

test("letters of every kind come back as they went", () => {
  const label = "Größe 🚚 漢字 \u0000 \u2028";
  const spec = { policy: "p", version: label, semantics: 1, score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", label, curve: [[0, 0], [1, 1]] }] }] } };
  const { score } = new Policy(spec).toJSON();
  assert.equal(score.aspects[0].criteria[0].label, label);
  assert.equal(new Policy(JSON.stringify(spec)).fingerprint, new Policy(spec).fingerprint);
  assert.equal(new Policy(spec).score({}, DAY).policy.version, label);
});

test("a policy is immutable and can be written down", () => {
  const spec = shipped("transactions");
  const copy = new Policy(spec);
  const { fingerprint } = copy;
  spec.score.aspects.length = 0;
  copy.toJSON().score.aspects.length = 0;
  assert.throws(() => copy.warnings.push(1), TypeError);
  assert.throws(() => { copy.identity.id = "other"; }, TypeError);
  assert.throws(() => { copy.fingerprint = "other"; }, TypeError);
  assert.equal(new Policy(JSON.stringify(copy)).fingerprint, fingerprint);
  assert.equal(new Policy(new TextEncoder().encode(JSON.stringify(copy))).fingerprint, fingerprint);
});

for (const [what, broken, message] of [
  ["a panic", function () { return this.panic("the roof is on fire"); }, /the roof is on fire/],
  ["want of memory", function () { return this.exhaust(); }, /tierwise failed/],
  ["endless recursion", function () { return this.recurse(1); }, /tierwise failed/],
]) {
  test(`after ${what} everything goes on`, () => {
    const { score } = Core.prototype;
    const before = policy.score({ facts: { "fleet.units": 7 } }, DAY);
    for (let time = 0; time < 3; time += 1) {
      Core.prototype.score = broken;
      try {
        refusedAsInternal(() => policy.score({}, DAY), message);
      } finally {
        Core.prototype.score = score;
      }
      assert.deepEqual(policy.score({ facts: { "fleet.units": 7 } }, DAY), before);
      works();
    }
  });
}

function refusedAsInternal(call, message) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof TierwiseError);
    assert.equal(error.code, "internal");
    assert.match(error.message, message);
    assert.ok(error.cause);
    return true;
  });
}
