// The peers in JavaScript, for `cargo xtask bench wasm`: `peer.mjs FOLDER NAME` is one implementation in Node or in Chromium. It
// answers each line that it reads with one line of JSON, as the program in Rust beside it does.
import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, whole] = process.argv.slice(2);
const [host, name] = whole.split(".")[1].split(/-(.*)/s);
const root = new URL("../../", import.meta.url);
const files = pathToFileURL(`${folder}/`);
const say = (answer) => console.log(JSON.stringify(answer));

const hosts = { node, chromium };
const run = await hosts[host]();
say({ ready: true });
for await (const _ of createInterface({ input: process.stdin })) say(await run());
process.exit();

async function node() {
  const { PEERS, difference, load } = await import("./columns.mjs");
  const library = await import(new URL("target/npm/tierwise/node.js", root));
  const data = await load(async (file) => readFileSync(new URL(file, files)));
  const peer = PEERS[name](library, data);
  return async () => {
    const start = performance.now();
    const results = peer();
    const seconds = (performance.now() - start) / 1000;
    return { seconds, rows: data.table.rows, peak: null, difference: difference(results, data.expected) };
  };
}

/** The same in a page. */
async function chromium() {
  const { chromium } = createRequire(new URL("tests/node/x.mjs", root))("playwright-core");
  const places = { package: new URL("target/npm/tierwise/", root), data: files, peers: new URL("./", import.meta.url) };
  const types = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
  const server = createServer((request, response) => {
    const [, place, file] = request.url.match(/^\/(\w+)\/(.+)$/) ?? [];
    const found = place && existsSync(new URL(file, places[place]));
    response.writeHead(found || request.url === "/" ? 200 : 404, { "content-type": (found && types[file.split(".").pop()]) || "text/html" });
    response.end(found ? readFileSync(new URL(file, places[place])) : "<!doctype html>");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const executablePath = process.env.CHROME || "/usr/bin/chromium";
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage({ baseURL: `http://127.0.0.1:${server.address().port}` });
  await page.goto("/");
  await page.evaluate(async (name) => {
    const [{ PEERS, difference, load }, library] = await Promise.all([import("/peers/columns.mjs"), import("/package/web.js")]);
    await library.ready();
    const data = await load(async (file) => new Uint8Array(await (await fetch(`/data/${file}`)).arrayBuffer()));
    const peer = PEERS[name](library, data);
    globalThis.run = () => {
      const start = performance.now();
      const results = peer();
      const seconds = (performance.now() - start) / 1000;
      return { seconds, rows: data.table.rows, peak: null, difference: difference(results, data.expected) };
    };
  }, name);
  return () => page.evaluate(() => globalThis.run());
}
