// Completion from the JSON Schema of policies: a mark is put where the cursor is, and the schema is followed to the mark.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import root from "tierwise/schema/policy.json";

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
}

const schema = root as unknown as Schema & { $defs: Record<string, Schema> };
const MARK = "cursor_is_here";

export function completePolicy(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\w.]*/)!;
  const text = context.state.doc.toString();
  const before = context.state.doc.lineAt(word.from).text.slice(0, word.from - context.state.doc.lineAt(word.from).from);
  if (/#/.test(before) || (word.from === word.to && !context.explicit)) return null;
  const isValue = /:\s+$/.test(before) || /\[[^\]{}:]*$/.test(before);
  const rest = text.slice(word.to);
  const hasColon = /^\s*:/.test(rest);
  const path = find(`${text.slice(0, word.from)}${MARK}${isValue || hasColon ? "" : ": "}${rest}`);
  if (!path) return null;
  const schemas = path.keys.reduce<Schema[]>((found, key) => found.flatMap((schema) => child(schema, key)), expand(schema));
  const options = isValue ? schemas.flatMap(values) : schemas.flatMap((schema) => keys(schema, path.present, hasColon));
  const unique = [...new Map(options.map((option) => [option.label, option])).values()];
  return unique.length > 0 ? { from: word.from, options: unique, validFor: /^[\w.]*$/ } : null;
}

/** The path of the thing that the mark stands in, and the keys that stand beside it. */
function find(text: string): { keys: (string | number)[]; present: string[] } | null {
  const walk = (node: unknown, keys: (string | number)[]): ReturnType<typeof find> => {
    if (isScalar(node)) return `${node.value}` === MARK ? { keys, present: [] } : null;
    if (isSeq(node)) return first(node.items.map((item, index) => () => walk(item, [...keys, index])));
    if (!isMap(node)) return null;
    const names = node.items.map(({ key }) => `${isScalar(key) ? key.value : ""}`);
    if (names.includes(MARK)) return { keys, present: names };
    return first(node.items.map(({ value }, index) => () => walk(value, [...keys, names[index]!])));
  };
  return walk(parseDocument(text, { logLevel: "silent", strict: false }).contents, []);
}

function first<T>(tries: readonly (() => T | null)[]): T | null {
  for (const attempt of tries) {
    const found = attempt();
    if (found !== null) return found;
  }
  return null;
}

/** A schema with its references followed and its choices taken apart. */
function expand(schema: Schema | undefined): Schema[] {
  if (!schema) return [];
  if (schema.$ref) return expand(definition(schema.$ref));
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...choices.flatMap(expand)];
}

const definition = (reference: string): Schema | undefined => schema.$defs[reference.replace("#/$defs/", "")];

function child(schema: Schema, key: string | number): Schema[] {
  if (typeof key === "number") return expand(schema.items);
  const more = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  return expand(schema.properties?.[key] ?? more);
}

function keys(schema: Schema, present: readonly string[], hasColon: boolean): Completion[] {
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !present.includes(key))
    .map(([key, { description }]) => ({ label: key, type: "property", info: description, apply: hasColon ? key : `${key}: ` }));
}

function values(schema: Schema): Completion[] {
  const flags = schema.type === "boolean" || schema.type?.includes("boolean") ? [true, false] : [];
  const found = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const]), ...flags];
  return found.filter((value) => value !== null).map((value) => ({ label: `${value}`, type: "constant", info: schema.description }));
}
