import { StrictMode, Suspense, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import type { PolicySpec } from "tierwise";
import { useAssessment, usePolicy } from "./usePolicy";

const FLEETS: PolicySpec = {
  policy: "fleets", version: "1", semantics: 1,
  score: { aspects: [{ id: "size", criteria: [{ id: "fleet", fact: "fleet.units", curve: [[0, 0], [100, 100]] }] }] },
  ladder: { base: "standard", tiers: [{ id: "silver", enter: 40 }, { id: "gold", enter: 80 }] },
};

function Fleet() {
  const [text, setText] = useState("50");
  // Nothing is a missing value, and not zero.
  const account = useMemo(() => (text === "" ? {} : { facts: { "fleet.units": Number(text) } }), [text]);
  const { assessment, problems } = useAssessment(usePolicy(FLEETS), account, "2026-06-30");
  return (
    <form>
      <label>
        Vehicles <input type="number" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      {assessment && (
        <output>
          {assessment.placement?.tier}, {assessment.scorecard.composite} points
        </output>
      )}
      {problems.map(({ path, message }) => (
        <p role="alert" key={path}>
          {message}
        </p>
      ))}
    </form>
  );
}

const root = document.querySelector("#react");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Suspense fallback="Loading">
        <Fleet />
      </Suspense>
    </StrictMode>,
  );
}
