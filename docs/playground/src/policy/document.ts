// A policy as text: read with the place of everything in it, and checked by the library.
import { Policy, TierwiseError } from "tierwise";
import type { PolicySpec, Problem } from "tierwise";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export interface Remark extends Problem {
  readonly severity: "error" | "warning";
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface Checked {
  /** Null while the text has errors. */
  readonly policy: Policy | null;
  readonly spec: PolicySpec | null;
  readonly remarks: readonly Remark[];
}

export function check(text: string): Checked {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const line = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    const remarks = document.errors.map(({ code, message, pos: [from, to] }): Remark => ({ code, path: "", message, severity: "error", from, to, line: line(from) }));
    return { policy: null, spec: null, remarks };
  }
  const placed = (severity: Remark["severity"]) => (problem: Problem): Remark => {
    const [from, to] = place(document, problem.path);
    return { ...problem, severity, from, to, line: line(from) };
  };
  try {
    const policy = new Policy(document.toJS() as PolicySpec);
    return { policy, spec: policy.toJSON(), remarks: policy.warnings.map(placed("warning")) };
  } catch (error) {
    if (!(error instanceof TierwiseError)) throw error;
    return { policy: null, spec: null, remarks: error.problems.map(placed("error")) };
  }
}

/** Where a path such as `score.aspects[0].criteria[2].curve` stands, or the nearest thing around it. */
function place(document: Document.Parsed, path: string): [number, number] {
  let node: unknown = document.contents;
  let range: [number, number] = [0, 0];
  let rest = path;
  while (rest !== "") {
    const index = rest.match(/^\.?\[(\d+)\]/);
    if (index && isSeq(node)) {
      node = node.items[Number(index[1])];
      range = span(node, range);
      rest = rest.slice(index[0].length);
      continue;
    }
    rest = rest.replace(/^\./, "");
    // Names may have points in them, so that the longest key that fits is taken.
    const pair = isMap(node)
      ? node.items
          .filter(({ key }) => isScalar(key) && (rest === `${key.value}` || rest.startsWith(`${key.value}.`) || rest.startsWith(`${key.value}[`)))
          .sort((a, b) => `${b.key}`.length - `${a.key}`.length)[0]
      : undefined;
    if (!pair) break;
    node = pair.value;
    range = isScalar(node) && node.range ? [span(pair.key, range)[0], node.range[1]] : span(pair.key, range);
    rest = rest.slice(`${pair.key}`.length);
  }
  return range;
}

function span(node: unknown, otherwise: [number, number]): [number, number] {
  const range = isNode(node) ? (node as Node).range : null;
  return range ? [range[0], range[1]] : otherwise;
}
