import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";
import { unseenOf } from "../tables/unseen.ts";

const held = ["iam_attachment", "iam_inline_policy"] as const;
const ofUser: readonly Kind[] = [
  ...(["iam_membership", ...held, "iam_login_profile", "iam_mfa_device", "iam_access_key", "iam_activity"] as const),
];
const ofRole: readonly Kind[] = [...held, "iam_activity"];

/** Kinds that nobody ever looked at wholly. */
export interface UnseenKinds {
  /** Of what is the principal's own. */
  readonly own: readonly Kind[];
  /** Of what may allow it something: where any is here, nobody knows that it may not. */
  readonly granting: readonly Kind[];
}

/** What of a principal nobody ever looked at wholly, until an instant; groups count where it is in any. */
export async function readUnseen(
  transaction: Transaction<Tables>,
  { record, at, isInGroups }: { record: IamRecord; at: Date; isInGroups: boolean },
): Promise<UnseenKinds> {
  const { account } = record;
  const looked = await lookedAsOf(transaction, { at, accounts: [account] });
  const isUnseen = unseenOf(looked, record.kind);
  const isUnseenOfGroups = unseenOf(looked, "iam_group");
  const own = (record.kind === "iam_user" ? ofUser : record.kind === "iam_role" ? ofRole : held).filter((kind) => isUnseen(account, kind));
  const granting = ([...held, "iam_membership"] as const).filter(
    (kind) => own.includes(kind) || (kind !== "iam_membership" && isInGroups && isUnseenOfGroups(account, kind)),
  );
  return { own, granting: isUnseen(account, "iam_policy") ? [...granting, "iam_policy"] : granting };
}
