// Numbers and words as people read them.

/** `value_first` as `value first`. */
export const spoken = (word: string): string => word.replaceAll("_", " ");

const points = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat("en", { maximumFractionDigits: 3, signDisplay: "exceptZero" });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

export const asPoints = (value: number): string => points.format(value);
export const asWhole = (value: number): string => whole.format(value);
export const asSigned = (value: number): string => signed.format(value);
export const asPercent = (value: number): string => percent.format(value);

/** `1 account`, `4,372 accounts`. */
export const counted = (count: number, word: string): string => `${whole.format(count)} ${word}${count === 1 ? "" : "s"}`;

export function asValue(value: number | string | boolean | null): string {
  if (value === null) return "missing";
  if (typeof value === "number") return Math.abs(value) >= 1000 ? whole.format(value) : points.format(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : spoken(value);
}
