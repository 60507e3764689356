import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";

/** What accounts cost, as texts by account id, and where that comes from. */
export interface Costs {
  readonly note: string;
  readonly of: Readonly<Record<string, string>>;
}

/** What pages use besides the database; an app is given it when it starts. */
export interface Services {
  /** Shown on every page, such as `Demo: made-up accounts`. */
  readonly banner?: string;
  /** What accounts cost in the month, of what is kept in the database; there only where the console was started with `--cost`. */
  readonly cost?: (transaction: Transaction<Tables>, accounts: readonly string[]) => Promise<Costs>;
}
