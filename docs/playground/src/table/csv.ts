// A file of comma-separated values, packed or not, as rows of texts.
import Papa from "papaparse";
import type { Report } from "../shared/serve.ts";

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Bytes read at a time. */
const PORTION = 1 << 20;

export async function readTable(file: Blob, report?: Report): Promise<Table> {
  const [header, ...rows] = await parse(await unpacked(file), report);
  if (!header) throw new Error("the file is empty");
  return { header: header.map((name) => name.trim()), rows };
}

async function unpacked(file: Blob): Promise<Blob> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isPacked = first === 0x1f && second === 0x8b;
  return isPacked ? new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).blob() : file;
}

function parse(file: Blob, report?: Report): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    Papa.parse<string[]>(file as File, {
      skipEmptyLines: true,
      chunkSize: PORTION,
      chunk: ({ data, errors, meta }, parser) => {
        const broken = errors.find(({ type }) => type === "Quotes");
        if (broken) {
          parser.abort();
          return reject(new Error(`line ${rows.length + (broken.row ?? 0) + 1}: ${broken.message}`));
        }
        for (const row of data) rows.push(row);
        if (!report) return;
        parser.pause();
        report("reading", meta.cursor, file.size).then(
          () => parser.resume(),
          (error: unknown) => {
            parser.abort();
            reject(error);
          },
        );
      },
      complete: () => resolve(rows),
      error: reject,
    });
  });
}

/** A cell as a number, null where it is empty; undefined for anything else. */
export function asNumber(cell: string): number | null | undefined {
  const text = cell.trim();
  if (text === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
