import { use, useMemo } from "react";
import { type Account, type Assessment, type Day, Policy, type PolicySpec, type Problem, ready, TierwiseError } from "tierwise";

/** Loading starts with the page, and is done once. */
const loading = ready();

/**
 * A checked policy. Components wait in the nearest `<Suspense>` until the library is there. A document that is refused throws
 * `TierwiseError`, which an error boundary shows; keep the document outside of the component, or in a state.
 */
export function usePolicy(spec: PolicySpec | string): Policy {
  use(loading);
  return useMemo(() => new Policy(spec), [spec]);
}

export interface Assessed {
  readonly assessment: Assessment | null;
  /** Why there is none. */
  readonly problems: readonly Problem[];
}

/** Scores and places an account anew whenever it, the day or the tier before changes: that takes microseconds. */
export function useAssessment(policy: Policy, account: Account, asOf: Day, previous?: string): Assessed {
  return useMemo(() => {
    try {
      return { assessment: policy.assess(account, asOf, previous), problems: [] };
    } catch (error) {
      if (error instanceof TierwiseError) return { assessment: null, problems: error.problems };
      throw error;
    }
  }, [policy, account, asOf, previous]);
}
