// The distribution of the composites.
import type { Bin } from "./scored.ts";

const BINS = 50;

/** How many accounts of each rung lie in each stretch of the composite. */
export function bins(composite: Float64Array, tiers: Uint16Array): Bin[] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const points of composite) {
    if (points < lowest) lowest = points;
    if (points > highest) highest = points;
  }
  if (lowest > highest) return [];
  const width = Math.max(0.001, niceWidth((highest - lowest) / BINS));
  const counts = new Map<string, { from: number; rung: number; accounts: number }>();
  composite.forEach((points, row) => {
    if (Number.isNaN(points)) return;
    const from = Math.floor(points / width) * width;
    const key = `${from} ${tiers[row]}`;
    const bin = counts.get(key) ?? { from, rung: tiers[row]!, accounts: 0 };
    bin.accounts += 1;
    counts.set(key, bin);
  });
  return [...counts.values()].map(({ from, rung, accounts }) => ({ from, until: from + width, rung, accounts })).sort((a, b) => a.from - b.from || a.rung - b.rung);
}

/** One, two or five times a power of ten, not below a width. */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width || 1));
  return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= width) ?? power;
}
