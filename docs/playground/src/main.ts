import { mount } from "svelte";
import { ready } from "tierwise";
import App from "./App.svelte";
import { open } from "./link.ts";
import "./style.css";

const target = document.querySelector("#app")!;
try {
  await Promise.all([ready(), open()]);
  mount(App, { target });
  // Another link in the same tab.
  addEventListener("hashchange", () => void open());
} catch (error) {
  target.textContent = `The playground cannot start: ${error instanceof Error ? error.message : error}`;
}
