// Made-up accounts for a policy, the same ones every time: each fact anywhere between the places where its points change.
import type { Columns, PolicySpec, Reading } from "tierwise";
import { STEPS, stops, valueAt } from "../account/scale.ts";
import type { Report } from "../shared/serve.ts";
import { columnOf } from "./columns.ts";

/** Of a hundred values, how many are missing. */
const MISSING = 0.08;
/** Of a hundred accounts, how many have what is rare: a flag. */
const RARE = 0.01;

export async function invent(spec: PolicySpec, readings: readonly Reading[], rows: number, report: Report): Promise<Columns["columns"]> {
  const places = stops(spec);
  const random = mulberry(20260630);
  // What is good in one thing is often good in others.
  const quality = Array.from({ length: rows }, () => random() ** 1.5);
  const columns: { [fact: string]: ReturnType<typeof columnOf> } = {};
  for (const [index, reading] of readings.entries()) {
    const { fact, type, values } = reading;
    await report("inventing", index, readings.length);
    const stop = places.get(fact) ?? [0, 100];
    const any = (row: number) => Math.min(1, Math.max(0, quality[row]! * 0.7 + random() * 0.4 - 0.05));
    const made: Partial<Record<Reading["type"], (row: number) => number | string | boolean>> = {
      number: (row) => valueAt(stop, Math.round(any(row) * STEPS)),
      category: (row) => values[Math.floor(any(row) * 0.999 * values.length)] ?? "",
      flag: () => random() < RARE,
    };
    const value = made[type];
    if (value) columns[fact] = columnOf(reading, Array.from({ length: rows }, (_, row) => (random() < MISSING ? null : value(row))));
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
