import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";

/** A line of the audit log. */
export interface AuditLine {
  readonly at: Date;
  readonly requestId: string;
  readonly subject: string;
  /** What was done or tried, in a word or two, such as `sign in`. */
  readonly action: string;
  readonly target: string;
  /** Empty for what is about no account. */
  readonly account?: string;
  readonly outcome: "done" | "refused" | "failed";
  readonly detail?: string;
  readonly address: string;
}

/** No text of a request is longer than this in the log. */
const longest = 500;
/** The sign that PostgreSQL's texts can't hold is shown by its picture. */
const cut = (text: string): string => {
  const told = text.replaceAll("\0", "\u2400");
  return told.length > longest ? `${told.slice(0, longest - 1)}…` : told;
};

/** Adds a line. The database takes it under the subject alone that the transaction acts for, and never changes it. */
export async function writeAudit(transaction: Transaction<Tables>, line: AuditLine): Promise<void> {
  const { at, requestId, subject, action, outcome, address, account = "" } = line;
  await transaction
    .insertInto("console_audit")
    .values({
      ...{ at, request_id: requestId, subject, action: cut(action), outcome, address },
      ...{ target: cut(line.target), account_id: /^\d{12}$/.test(account) ? account : "", detail: cut(line.detail ?? "") },
    })
    .execute();
}
