// What it would take to be in a tier: the library is asked for every place at which the policy's points change.
import type { Assessment, PolicySpec, Reading } from "tierwise";
import { position, type Stops, stops, valueAt } from "../account/scale.ts";
import { attempt, type FactValue, type Scene } from "../state.svelte.ts";

export interface Step {
  readonly fact: string;
  readonly label: string;
  readonly from: FactValue;
  readonly to: FactValue;
  readonly unit: string;
  /** What it would add to the composite by itself. */
  readonly gain: number;
}

/** Steps of which `any` one suffices, or `all` together, or not even those: the `best`. */
export interface Recipe {
  readonly kind: "any" | "all" | "best";
  readonly steps: readonly Step[];
}

export const NOTHING: Recipe = { kind: "best", steps: [] };
const MOST = 6;

export function recipeFor(scene: Scene, now: Assessment, tier: string): Recipe {
  const places = stops(scene.spec);
  const order = scene.spec.ladder?.tiers.map(({ id }) => id) ?? [];
  const composite = now.scorecard.composite;
  const suffices = (then: Assessment) => order.indexOf(then.placement?.tier ?? "") >= order.indexOf(tier);
  const assess = (facts: readonly Reading[]) => attempt(() => scene.assess(scene.withFacts(facts))).value;

  const step = ({ fact, value, unit, meaning }: Reading, to: FactValue, then: Assessment): Step => {
    const gain = Math.round((then.scorecard.composite - composite) * 1000) / 1000;
    return { fact, label: label(scene.spec, fact) ?? meaning.replace(/\.$/, ""), from: value, to, unit, gain };
  };
  const works = (facts: readonly Reading[], fact: string) => (value: FactValue) => {
    const then = assess(change(facts, fact, value));
    return then !== null && suffices(then);
  };
  /** The step as small as it can be, where its fact is a number. */
  const trimmed = (taken: Step, facts: readonly Reading[]): Step => {
    if (typeof taken.to !== "number") return taken;
    const to = nearest(places.get(taken.fact) ?? [], taken.from, taken.to, works(facts, taken.fact));
    const then = assess(change(scene.facts, taken.fact, to));
    return then ? step(scene.facts.find(({ fact }) => fact === taken.fact)!, to, then) : taken;
  };

  const single: Step[] = [];
  const largest: Step[] = [];
  for (const reading of scene.facts) {
    const tried = candidates(reading, places.get(reading.fact) ?? []).flatMap((value) => {
      const then = assess(change(scene.facts, reading.fact, value));
      return then ? [{ step: step(reading, value, then), enough: suffices(then) }] : [];
    });
    tried.sort((a, b) => a.step.gain - b.step.gain);
    const smallest = tried.find(({ enough }) => enough);
    if (smallest) single.push(trimmed(smallest.step, scene.facts));
    const best = tried.at(-1)?.step;
    if (best && best.gain > 0) largest.push(best);
  }
  if (single.length > 0) return { kind: "any", steps: single.sort((a, b) => a.gain - b.gain).slice(0, MOST) };

  const steps: Step[] = [];
  let facts = scene.facts;
  for (const next of largest.sort((a, b) => b.gain - a.gain).slice(0, MOST)) {
    const enough = works(facts, next.fact)(next.to);
    steps.push(next);
    facts = change(facts, next.fact, next.to);
    if (enough) return { kind: "all", steps: steps.map((taken) => {
      // The largest step first: its last part is the hardest to go.
      const less = trimmed(taken, facts);
      facts = change(facts, less.fact, less.to);
      return less;
    }) };
  }
  return { kind: "best", steps };
}

/** Of the places of a slider from one value to another that works, the nearest one that works as well. */
function nearest(places: Stops, from: FactValue, to: number, works: (value: number) => boolean): number {
  if (typeof from !== "number" || places.length < 2) return to;
  let [fails, found] = [position(places, from), position(places, to)];
  let value = to;
  while (Math.abs(found - fails) > 1) {
    const middle = Math.round((fails + found) / 2);
    const tried = valueAt(places, middle);
    if (works(tried)) [found, value] = [middle, tried];
    else fails = middle;
  }
  return value;
}

const change = (facts: readonly Reading[], fact: string, value: FactValue): Reading[] => facts.map((reading) => (reading.fact === fact ? { ...reading, value } : reading));

function candidates({ type, value, values }: Reading, places: readonly number[]): FactValue[] {
  const all: FactValue[] = type === "number" ? [...places] : type === "flag" ? [true, false] : type === "category" ? values : [];
  return all.filter((candidate) => candidate !== value);
}

/** What the policy calls a fact. */
function label(spec: PolicySpec, fact: string): string | null | undefined {
  return spec.score.aspects.flatMap(({ criteria }) => criteria).find((criterion) => criterion.fact === fact)?.label;
}
