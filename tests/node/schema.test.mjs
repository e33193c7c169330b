// The JSON Schema of the documents, as editors and web pages use it: with ajv in strict mode.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const compile = (name) => new Ajv({ strict: true, strictTuples: false, formats: { date: true } }).compile(JSON.parse(read(`docs/schema/${name}.json`)));
const policy = (name) => parse(read(`crates/tierwise-text/policies/${name}.yaml`));

for (const name of ["policy", "account", "assessment"]) {
  test(`the schema of ${name} compiles in strict mode`, () => assert.equal(typeof compile(name), "function"));
}

for (const name of ["cv-key-account", "transactions"]) {
  test(`${name} is valid`, () => {
    const valid = compile("policy");
    assert.ok(valid(policy(name)), JSON.stringify(valid.errors));
  });
}

test("a misspelt key is not", () => {
  const valid = compile("policy");
  const document = policy("transactions");
  document.score.aspects[0].criteria[0].wieght = 1;
  assert.equal(valid(document), false);
  assert.match(JSON.stringify(valid.errors), /wieght/);
});

test("an account is a document of facts", () => {
  const valid = compile("account");
  assert.ok(valid({ facts: { "fleet.units": 120, "loyalty.reference_consent": null } }), JSON.stringify(valid.errors));
  assert.equal(valid({ fcats: {} }), false);
});
