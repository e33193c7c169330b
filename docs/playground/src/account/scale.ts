// Where a slider goes: over the places at which the policy's points change, the same width for each stretch.
import type { ConditionSpec, PolicySpec } from "tierwise";

/** Ascending, at least two. */
export type Stops = readonly number[];
export const STEPS = 1000;

/** The bounds, knots and thresholds at which a policy looks at each of its facts. */
export function stops(spec: PolicySpec): ReadonlyMap<string, Stops> {
  const found = new Map<string, Set<number>>();
  const add = (fact: string, places: readonly (number | null | undefined)[]) => {
    const known = found.get(fact) ?? new Set();
    found.set(fact, known);
    for (const place of places) if (place !== null && place !== undefined) known.add(place);
  };
  const conditions = (condition: ConditionSpec | null | undefined): void => {
    if (!condition) return;
    [...(condition.all ?? []), ...(condition.any ?? []), ...(condition.at_least_of?.of ?? [])].forEach(conditions);
    if (condition.fact) add(condition.fact, [condition.at_least, condition.above, condition.at_most, condition.below]);
  };
  for (const criterion of spec.score.aspects.flatMap(({ criteria }) => criteria)) {
    add(criterion.fact, [...(criterion.bands ?? []), ...(criterion.curve ?? [])].map(([place]) => place));
  }
  for (const tier of spec.ladder?.tiers ?? []) [tier.requires, tier.retain_requires].forEach(conditions);
  for (const designation of spec.designations ?? []) conditions(designation.requires);
  spec.ladder?.blocks?.forEach(conditions);
  return new Map([...found].map(([fact, places]) => [fact, ascending(places)]));
}

function ascending(places: ReadonlySet<number>): Stops {
  const sorted = [...places].sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 100];
  return sorted.length === 1 ? [Math.min(0, sorted[0]!), sorted[0]! === 0 ? 1 : sorted[0]! * 2].sort((a, b) => a - b) : sorted;
}

/** From 0 to `STEPS`. */
export function position(stops: Stops, value: number): number {
  const last = stops.length - 1;
  if (value <= stops[0]!) return 0;
  if (value >= stops[last]!) return STEPS;
  const at = stops.findIndex((stop) => stop > value) - 1;
  const [from, until] = [stops[at]!, stops[at + 1]!];
  return Math.round(((at + (value - from) / (until - from)) / last) * STEPS);
}

/** The value there, no finer than a hundredth of its stretch. */
export function valueAt(stops: Stops, position: number): number {
  const last = stops.length - 1;
  const place = (position / STEPS) * last;
  const at = Math.min(Math.floor(place), last - 1);
  const [from, until] = [stops[at]!, stops[at + 1]!];
  const grain = 10 ** Math.floor(Math.log10((until - from) / 20));
  return Number((Math.round((from + (place - at) * (until - from)) / grain) * grain).toPrecision(12));
}
