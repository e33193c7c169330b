// Days of the calendar as texts, for the axis of a chart; every day that decides a tier is the library's.

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** The last day of every month from one day up to another, and that other day. */
export function monthEnds(from: string, until: string): string[] {
  const ends: string[] = [];
  for (let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]; ; month += 1) {
    const end = day(new Date(Date.UTC(year, month, 0)));
    if (end >= until) return [...ends, until];
    ends.push(end);
  }
}

/** So many months later, or that month's last day. */
export function monthsAfter(from: string, months: number): string {
  const [year, month, date] = from.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return day(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}
