// The wholesaler's accounts, each with its orders; read once, when something asks for them.
import type { Account } from "tierwise";
import { ordersFile } from "./scenes.ts";
import { gather } from "./table/orders.ts";
import { readTable } from "./table/csv.ts";

let loading: Promise<ReadonlyMap<string, Account>> | undefined;

export function wholesaler(): Promise<ReadonlyMap<string, Account>> {
  return (loading ??= ordersFile().then((file) => readTable(file)).then((table) => gather(table).accounts));
}
