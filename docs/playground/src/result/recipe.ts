// What it would take to be in a tier: the library is asked for every place at which the policy's points change.
import type { Assessment, PolicySpec, Reading } from "tierwise";
import { stops } from "../account/scale.ts";
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

  const single: Step[] = [];
  const largest: Step[] = [];
  for (const reading of scene.facts) {
    const tried = candidates(reading, places.get(reading.fact) ?? []).flatMap((value) => {
      const then = assess(change(scene.facts, reading.fact, value));
      if (!then) return [];
      const gain = Math.round((then.scorecard.composite - composite) * 1000) / 1000;
      return [{ step: { fact: reading.fact, label: label(scene.spec, reading), from: reading.value, to: value, unit: reading.unit, gain }, enough: suffices(then) }];
    });
    tried.sort((a, b) => a.step.gain - b.step.gain);
    const smallest = tried.find(({ enough }) => enough);
    if (smallest) single.push(smallest.step);
    const best = tried.at(-1)?.step;
    if (best && best.gain > 0) largest.push(best);
  }
  if (single.length > 0) return { kind: "any", steps: single.sort((a, b) => a.gain - b.gain).slice(0, MOST) };

  const steps: Step[] = [];
  let facts = scene.facts;
  for (const step of largest.sort((a, b) => b.gain - a.gain).slice(0, MOST)) {
    steps.push(step);
    facts = change(facts, step.fact, step.to);
    const then = assess(facts);
    if (then && suffices(then)) return { kind: "all", steps };
  }
  return { kind: "best", steps };
}

const change = (facts: readonly Reading[], fact: string, value: FactValue): Reading[] => facts.map((reading) => (reading.fact === fact ? { ...reading, value } : reading));

function candidates({ type, value, values }: Reading, places: readonly number[]): FactValue[] {
  const all: FactValue[] = type === "number" ? [...places] : type === "flag" ? [true, false] : type === "category" ? values : [];
  return all.filter((candidate) => candidate !== value);
}

function label(spec: PolicySpec, { fact, meaning }: Reading): string {
  const criterion = spec.score.aspects.flatMap(({ criteria }) => criteria).find((criterion) => criterion.fact === fact);
  return criterion?.label ?? meaning.replace(/\.$/, "");
}
