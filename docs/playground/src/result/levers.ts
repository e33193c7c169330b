// What one change of one fact would do: the library is asked for every place at which the policy's points change.
import type { Assessment, PolicySpec, Reading } from "tierwise";
import { attempt, type FactValue, type Scene } from "../state.svelte.ts";
import { stops } from "../account/scale.ts";

export interface Lever {
  readonly fact: string;
  readonly label: string;
  readonly from: FactValue;
  readonly to: FactValue;
  readonly unit: string;
  /** What it would add to the composite. */
  readonly gain: number;
  readonly suffices: boolean;
}

/** For each fact the smallest change that leads to the tier, or else the one that adds the most; the best ones first. */
export function levers(scene: Scene, now: Assessment, tier: string, most: number): Lever[] {
  const places = stops(scene.spec);
  const order = scene.spec.ladder?.tiers.map(({ id }) => id) ?? [];
  const leads = (assessment: Assessment) => order.indexOf(assessment.placement?.tier ?? "") >= order.indexOf(tier);
  const found = scene.facts.flatMap((reading) => {
    const tried = candidates(reading, places.get(reading.fact) ?? []).flatMap((value): Lever[] => {
      const { value: then } = attempt(() => scene.assess(scene.withFacts(scene.facts.map((other) => (other === reading ? { ...reading, value } : other)))));
      if (!then) return [];
      const gain = Math.round((then.scorecard.composite - now.scorecard.composite) * 1000) / 1000;
      return [{ fact: reading.fact, label: label(scene.spec, reading), from: reading.value, to: value, unit: reading.unit, gain, suffices: leads(then) }];
    });
    const enough = tried.filter(({ suffices }) => suffices).sort((a, b) => a.gain - b.gain)[0];
    const best = tried.filter(({ gain }) => gain > 0).sort((a, b) => b.gain - a.gain)[0];
    return enough ?? best ?? [];
  });
  return found.sort((a, b) => Number(b.suffices) - Number(a.suffices) || b.gain - a.gain).slice(0, most);
}

function candidates({ type, value, values }: Reading, places: readonly number[]): FactValue[] {
  const all: FactValue[] = type === "number" ? [...places] : type === "flag" ? [true, false] : type === "category" ? values : [];
  return all.filter((candidate) => candidate !== value);
}

function label(spec: PolicySpec, { fact, meaning }: Reading): string {
  const criterion = spec.score.aspects.flatMap(({ criteria }) => criteria).find((criterion) => criterion.fact === fact);
  return criterion?.label ?? meaning.replace(/\.$/, "");
}
