// A policy with bounds that are moved: each tier's bounds to stay go with the bound to enter.
import type { PolicySpec } from "tierwise";

const shifted = (points: number, by: number): number => Math.round((points + by) * 1000) / 1000;

export function withBounds(spec: PolicySpec, bounds: Readonly<Record<string, number>>): PolicySpec {
  if (!spec.ladder) return spec;
  const tiers = spec.ladder.tiers.map((tier) => {
    const by = (bounds[tier.id] ?? tier.enter) - tier.enter;
    const go = (points: number | null | undefined) => (points === null || points === undefined ? points : shifted(points, by));
    return { ...tier, enter: shifted(tier.enter, by), retain: go(tier.retain), re_enter: go(tier.re_enter) };
  });
  return { ...spec, ladder: { ...spec.ladder, tiers } };
}
