import type { Outcome } from "@plumbline/finding-model/coverage";
import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tally } from "@plumbline/iam-store/put-records";

/** How one kind of a listing came out. */
export interface Collected extends Tally {
  readonly account: string;
  readonly listing: string;
  readonly kind: Kind;
  /** `unread`: it was skipped, and what it told before stands without anybody who tells of it. */
  readonly outcome: Outcome | "unread";
  readonly message: string | undefined;
  /** True where it keeps the inventory from being complete. */
  readonly isGap: boolean;
}
