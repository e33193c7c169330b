// The examples: a policy, the accounts to try it on, and the day. All of them are files of this repository.
import type { Account } from "tierwise";
import fleets from "../../../crates/tierwise-cli/demo/accounts.jsonl?raw";
import orders from "../../../crates/tierwise-cli/demo/online-retail-orders.csv.gz?url";
import vehicles from "../../../crates/tierwise-text/policies/cv-key-account.yaml?raw";
import transactions from "../../../crates/tierwise-text/policies/transactions.yaml?raw";

export type SceneId = "fleets" | "wholesaler";

export interface Example {
  readonly name: string;
  readonly policy: string;
  readonly asOf: string;
  /** Id of the account to begin with. */
  readonly account: string;
  readonly source: string;
}

/** The first line is for editors of files, and names a file that is not here. */
const withoutModeline = (text: string) => text.replace(/^# yaml-language-server.*\n/, "");

export const examples: Record<SceneId, Example> = {
  fleets: {
    name: "Commercial vehicles",
    policy: withoutModeline(vehicles),
    asOf: "2026-06-30",
    account: "A3",
    source: "Three made-up fleets.",
  },
  wholesaler: {
    name: "A wholesaler’s orders",
    policy: withoutModeline(transactions),
    asOf: "2011-12-09",
    account: "13047",
    source:
      "Real orders of a British wholesaler: Daqing Chen, Online Retail, UCI Machine Learning Repository, CC BY 4.0 (doi 10.1057/dbm.2012.17); lines summed per invoice, customers unknown left out.",
  },
};

export const fleetAccounts: Account[] = fleets.trim().split("\n").map((line) => JSON.parse(line) as Account);

/** The wholesaler's orders, as they are packed. */
export async function ordersFile(): Promise<Blob> {
  const response = await fetch(orders);
  if (!response.ok) throw new Error(`the orders cannot be loaded: ${response.status}`);
  return response.blob();
}
