// The built playground in a Chromium: served, watched for mistakes, looked at.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const usual = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const executablePath = process.env.CHROME || usual.find(existsSync);
export const skip = executablePath === undefined && "NOT RUN: no Chromium was found, and CHROME names none";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = new URL("../../../target/playground-pictures/", import.meta.url);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A server and a browser, and what ends both. */
export async function start() {
  mkdirSync(pictures, { recursive: true });
  const server = await preview({ root: fileURLToPath(new URL("..", import.meta.url)), logLevel: "error", preview: { port: 0, host: "127.0.0.1" } });
  const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
  const browser = await chromium.launch({ executablePath, args });
  return { browser, origin, end: () => Promise.all([browser.close(), server.close()]) };
}

/** A page that keeps what must not be: mistakes on the console, and requests to anywhere else. */
export async function open({ browser, origin }, { width = 1280, height = 900, dark = false, hash = "" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(`${error}`));
  page.on("request", (request) => /^https?:/.test(request.url()) && !request.url().startsWith(origin) && wrong.push(`asks ${request.url()}`));
  await page.goto(`${origin}/${hash}`);
  await page.getByRole("tab").first().waitFor();
  return { page, wrong };
}

/** What axe has to say, and whether the page is wider than the screen. */
export async function complaints(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return over > 0 ? [...found, `${over} pixels wider than the screen`] : found;
}

export const picture = (page, name, fullPage = false) => page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, pictures)), fullPage });

export const turn = (page, name) => page.getByRole("tab", { name }).click();

/** Puts another policy in the place of the one in the editor. */
export async function write(page, text) {
  await page.getByLabel("Policy, a YAML document").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}
