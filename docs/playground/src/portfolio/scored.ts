// What a portfolio comes to, as the worker hands it over: small, whatever the number of accounts.

export interface Loaded {
  readonly rows: number;
  /** Columns that the policy does not read. */
  readonly ignored: readonly string[];
  /** Facts that the policy reads and the table does not have. */
  readonly absent: readonly string[];
  readonly unreadable: readonly { readonly line: number; readonly message: string }[];
  readonly derivedFromOrders: boolean;
}

export interface Mover {
  readonly account: string;
  readonly composite: number;
  /** Indexes of rungs. */
  readonly from: number;
  readonly to: number;
}

export interface Scored {
  readonly rows: number;
  /** Accounts per rung, the base first, under the policy as it stands. */
  readonly before: readonly number[];
  /** The same with the moved bounds. */
  readonly after: readonly number[];
  /** Accounts by rung before and after. */
  readonly flows: readonly (readonly number[])[];
  readonly bins: readonly Bin[];
  readonly errors: readonly (readonly [code: string, rows: number])[];
  readonly coverage: number;
  readonly movers: readonly Mover[];
  readonly milliseconds: number;
}

export interface Bin {
  readonly from: number;
  readonly until: number;
  /** Index of the rung after. */
  readonly rung: number;
  readonly accounts: number;
}
