// Every case of the corpus, by the package as people install it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { counts, files, policies, root } from "./corpus-files.mjs";
import { run } from "./corpus.mjs";
import * as testing from "./testing.mjs";

const library = await import(new URL("target/npm/consumer/node_modules/tierwise/node.js", root));

for (const [name, file] of files) {
  test(`corpus: ${name}`, () => assert.deepEqual(run([[name, file]], policies, library, testing).failures, []));
}

test("corpus: as many cases of each call as every language runs", () => assert.deepEqual(run(files, policies, library, testing).counts, counts));

test("the runner sees what differs", () => {
  const [[name, file]] = files;
  const changed = structuredClone(file);
  changed.cases[0].ok.composite += 0.001;
  assert.equal(run([[name, changed]], policies, library, testing).failures.length, 1);
});
