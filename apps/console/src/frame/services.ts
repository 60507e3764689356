import type { Signer } from "@plumbline/access-reviews/pack/signing";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";
import type { MakePlan, Undo } from "../plans/aws-work.ts";

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
  /** Signs evidence packs. */
  readonly signer?: Signer;
  /** Looks at AWS and makes a plan; there only where the console was started with `--allow-plans`. */
  readonly makePlan?: MakePlan;
  /** Takes a change back in AWS; there only where the console was started with `--allow-changes`. */
  readonly undo?: Undo;
  /** Options that commands shown on pages take, with a blank before each. */
  readonly commandOptions?: string;
}
