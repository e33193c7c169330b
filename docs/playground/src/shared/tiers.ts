// The tiers of a policy with the names and colours that the page gives them.
import type { PolicySpec } from "tierwise";

export interface Rung {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
}

/** After Okabe and Ito: told apart with any kind of colour vision, by lightness as well. Names always stand beside them. */
const COLOURS = ["var(--tier-1)", "var(--tier-2)", "var(--tier-3)", "var(--tier-4)", "var(--tier-5)"];

/** The base rung first, then the tiers, lowest first. */
export function rungs(spec: PolicySpec): readonly Rung[] {
  const { base, tiers } = spec.ladder ?? { base: "", tiers: [] };
  const above = tiers.map(({ id, label }, index) => ({ id, label: label ?? id, colour: COLOURS[index % COLOURS.length]! }));
  return base ? [{ id: base, label: base.charAt(0).toUpperCase() + base.slice(1), colour: "var(--tier-0)" }, ...above] : above;
}

/** The label of a tier or designation. */
export function labelOf(spec: PolicySpec, id: string): string {
  return rungs(spec).find((rung) => rung.id === id)?.label ?? spec.designations?.find((designation) => designation.id === id)?.label ?? id;
}
