// The package in a real browser: the whole corpus, the README, a worker, and the page that Vite built. Needs a Chromium: the
// one that the environment variable CHROME names, or one at a usual place. Without one it is skipped and says so.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { counts, files, policies, root } from "./corpus-files.mjs";
import { blocks } from "./readme.mjs";

const usual = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const executablePath = process.env.CHROME || usual.find(existsSync);
const skip = executablePath === undefined && "NOT RUN: no Chromium was found, and CHROME names none";

const folders = { package: "target/npm/consumer/node_modules/tierwise/", testing: "target/npm/testing/", tests: "tests/node/", built: "target/npm/consumer/dist/", webpacked: "target/npm/consumer/webpacked/" };
const types = { js: "text/javascript", mjs: "text/javascript", html: "text/html", wasm: "application/wasm" };
const map = '<!doctype html><script type="importmap">{"imports": {"tierwise": "/package/web.js"}}</script>';
const pages = {
  "/": map,
  "/readme": `${map}<script type="module">${blocks("README.md")[0].text}</script>`,
  "/worker.js": 'import { Policy, ready } from "/package/web.js"; await ready(); try { new Policy({}); } catch (error) { postMessage(error.code); }',
  "/webpacked": '<!doctype html><script src="/webpacked/main.js"></script>',
  "/favicon.ico": "",
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [, folder, rest] = pathname.match(/^\/(\w+)\/(.+)$/) ?? [];
  const file = folders[folder] && new URL(folders[folder] + rest, root);
  const content = pages[pathname] ?? (file && existsSync(file) ? readFileSync(file) : undefined);
  const type = types[pathname.split(".").pop()] ?? "text/html";
  response.writeHead(content === undefined ? 404 : 200, { "content-type": type }).end(content);
});

let browser;
let page;
const said = [];

before(async () => {
  if (skip) return;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath, args });
  page = await browser.newPage({ baseURL: `http://127.0.0.1:${server.address().port}` });
  page.on("console", (message) => said.push(message.text())).on("pageerror", (error) => said.push(`${error}`));
});

after(async () => {
  await browser?.close();
  server.close();
});

/** What a page says, once it has said so many lines. */
async function lines(address, count) {
  said.length = 0;
  await page.goto(address);
  for (let wait = 0; said.length < count && wait < 100; wait += 1) await page.waitForTimeout(50);
  return said;
}

test("Chromium: the whole corpus", { skip }, async () => {
  await page.goto("/");
  const result = await page.evaluate(async ([files, policies]) => {
    const [library, testing, { Core }, { run }] = await Promise.all([import("/package/web.js"), import("/testing/policy.js"), import("/testing/glue.js"), import("/tests/corpus.mjs")]);
    await library.ready();
    testing.start(await WebAssembly.compile(await (await fetch("/testing/tierwise.wasm")).arrayBuffer()));
    return run(files, policies, library, { Core });
  }, [files, policies]);
  assert.deepEqual(result, { counts, failures: [] });
});

test("Chromium: the README's block prints what it says", { skip }, async () => {
  const [{ printed }] = blocks("README.md");
  assert.deepEqual(await lines("/readme", printed.length), printed);
});

test("Chromium: the page that Vite built does too", { skip }, async () => {
  const [{ printed }] = blocks("README.md");
  assert.deepEqual(await lines("/built/index.html", printed.length), printed);
});

test("Chromium: what webpack packed does too", { skip }, async () => {
  const [{ printed }] = blocks("README.md");
  assert.deepEqual(await lines("/webpacked", printed.length), printed);
});

test("Chromium: the recipes for React and for a web component follow what changes", { skip }, async () => {
  said.length = 0;
  await page.goto("/built/recipes.html");
  const output = page.locator("#react output");
  await output.getByText("silver, 50 points").waitFor();
  const input = page.getByLabel("Vehicles");
  await input.fill("85");
  await output.getByText("gold, 85 points").waitFor();
  await input.fill("");
  await output.getByText("standard, 0 points").waitFor();
  const element = page.locator("tierwise-score");
  const ladder = { base: "standard", tiers: [{ id: "gold", enter: 80 }] };
  const policy = { policy: "p", version: "1", semantics: 1, score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", curve: [[0, 0], [100, 100]] }] }] }, ladder };
  await element.evaluate((element, policy) => (element.policy = policy), policy);
  await element.getByText("gold, 90 points").waitFor();
  await element.evaluate((element) => (element.account = { facts: { "fleet.units": 10 } }));
  await element.getByText("standard, 10 points").waitFor();
  await element.evaluate((element) => element.setAttribute("as-of", "yesterday"));
  await element.getByText(/expected a day/).waitFor();
  assert.deepEqual(said, []);
});

test("Chromium: a worker, a call too early, a civil day", { skip }, async () => {
  await page.goto("/");
  const found = await page.evaluate(async () => {
    const worker = new Worker("/worker.js", { type: "module" });
    const code = await new Promise((resolve, reject) => Object.assign(worker, { onmessage: ({ data }) => resolve(data), onerror: reject }));
    const { Policy, ready } = await import("/package/web.js");
    let early;
    try { new Policy({}); } catch (error) { early = error.message; }
    await Promise.all([ready(), ready()]);
    const policy = new Policy({ policy: "p", version: "1", semantics: 1, score: { aspects: [{ id: "a", criteria: [{ id: "k", fact: "fleet.units", curve: [[0, 0], [9, 9]] }] }] } });
    // Not every browser has them yet.
    const day = globalThis.Temporal?.PlainDate.from("2026-06-30") ?? "2026-06-30";
    return { code, early, day: policy.score({}, day).as_of };
  });
  assert.deepEqual(found, { code: "input.missing_field", early: "tierwise is not ready: in browsers, `await ready()` first", day: "2026-06-30" });
});
