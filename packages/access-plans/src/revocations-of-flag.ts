import { Revocation, type RevokedPart } from "./revocation.ts";

/** A mark on a principal or an account, as far as a plan needs it. */
export interface Flagged {
  readonly id: string;
  readonly account: string;
  readonly kind: string;
  readonly recordId: string;
  readonly name: string;
  readonly reason: string;
}

/** Of a user the console and keys; of a role its sessions; a group has only policies. */
const usual = (kind: string): readonly RevokedPart[] =>
  kind === "iam_user" ? ["login", "keys"] : kind === "iam_group" ? ["policies"] : kind === "iam_role" ? ["login"] : ["everything"];

/** What a plan would take away of what is flagged; what is usual for its kind where nothing is named. */
export const revocationsOfFlag = ({ id, account, kind, recordId, name, reason }: Flagged, what?: readonly RevokedPart[]): Revocation[] =>
  (what ?? usual(kind)).map((part) =>
    Revocation.parse({
      ...{ account, kind, principalId: recordId, principalName: name, what: part, reason },
      because: { flag: id },
    }),
  );
