// Columns as the library takes them fastest: as arrays of numbers, of which portions are views.
import type { Column, Reading } from "tierwise";

export function columnOf({ type }: Reading, cells: readonly unknown[]): Column {
  if (type === "number") return { numbers: Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : Number.NaN)) };
  if (type === "category") return dictionary(cells);
  return type === "flag" ? { flags: cells as readonly (boolean | null)[] } : { days: cells as readonly (string | null)[] };
}

/** Words by their places; what is missing has none. */
export function dictionary(cells: readonly unknown[]): { categories: Int32Array; words: string[] } {
  const places = new Map<string, number>();
  const categories = Int32Array.from(cells, (cell) => {
    if (typeof cell !== "string") return -1;
    const place = places.get(cell) ?? places.size;
    places.set(cell, place);
    return place;
  });
  return { categories, words: [...places.keys()] };
}

/** Some rows of a column. */
export function portion(column: Column, from: number, until: number): Column {
  if ("numbers" in column && column.numbers instanceof Float64Array) return { numbers: column.numbers.subarray(from, until) };
  if ("words" in column) return { ...column, categories: column.categories.subarray(from, until) };
  return Object.fromEntries(Object.entries(column).map(([kind, values]) => [kind, (values as unknown[]).slice(from, until)])) as unknown as Column;
}
