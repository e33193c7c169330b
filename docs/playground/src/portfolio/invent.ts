// Made-up accounts for a policy, the same ones every time: each fact anywhere between the places where its points change.
import type { Cells, Lists, PolicySpec, Reading } from "tierwise";
import { STEPS, stops, valueAt } from "../account/scale.ts";
import type { Report } from "../shared/serve.ts";

/** Of a hundred values, how many are missing. */
const MISSING = 0.08;
/** Of a hundred accounts, how many have what is rare: a flag. */
const RARE = 0.01;

export async function invent(spec: PolicySpec, readings: readonly Reading[], rows: number, report: Report): Promise<Lists["columns"]> {
  const places = stops(spec);
  const random = mulberry(20260630);
  // What is good in one thing is often good in others.
  const quality = Array.from({ length: rows }, () => random() ** 1.5);
  const columns: Lists["columns"] = {};
  for (const [index, { fact, type, values }] of readings.entries()) {
    await report("inventing", index, readings.length);
    const stop = places.get(fact) ?? [0, 100];
    const any = (row: number) => Math.min(1, Math.max(0, quality[row]! * 0.7 + random() * 0.4 - 0.05));
    const column = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => (random() < MISSING ? null : value(row)));
    const cells: Partial<Record<Reading["type"], () => Cells>> = {
      number: () => ({ numbers: column((row) => valueAt(stop, Math.round(any(row) * STEPS))) }),
      category: () => ({ categories: column((row) => values[Math.floor(any(row) * 0.999 * values.length)] ?? "") }),
      flag: () => ({ flags: column(() => random() < RARE) }),
    };
    const made = cells[type]?.();
    if (made) columns[fact] = made;
  }
  return columns;
}

/** Evenly spread numbers from 0 to 1, the same ones for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
