import type { CheckVerdict } from "@plumbline/audit-kit/define";
import { z } from "zod";

/** `awsOwnedKey`: whether encryption with a key that AWS owns is enough. Aurora has it by default since February 2026; StorageEncrypted is false then. */
export const StorageEncryption = z.strictObject({ awsOwnedKey: z.enum(["accepted", "refused"]).default("accepted") });
export type StorageEncryption = z.output<typeof StorageEncryption>;

interface Storage {
  readonly status: string;
  readonly encrypted?: boolean | undefined;
  readonly encryptionType?: string | undefined;
  readonly restartsAt: string | null;
}
const kinds = ["none", "sse-kms", "sse-rds", undefined];

/** Judges the storage of a database. Throws when AWS's answer does not tell, since nobody wants a database stopped for that. */
export function judgeStorage({ status, encrypted, encryptionType, restartsAt }: Storage, { awsOwnedKey }: StorageEncryption): CheckVerdict {
  if (status === "deleting") return { status: "not-applicable", reason: "it is being deleted" };
  if (encrypted || encryptionType === "sse-kms") return { status: "pass" };
  if (!kinds.includes(encryptionType)) throw new Error(`AWS names an encryption that this version does not know: ${encryptionType}`);
  if (encrypted === undefined && encryptionType === undefined)
    throw new Error("AWS's answer does not say whether the storage is encrypted");
  const isAwsOwned = encryptionType === "sse-rds";
  if (isAwsOwned && awsOwnedKey === "accepted") return { status: "pass" };
  return {
    status: "fail",
    reason: isAwsOwned ? "its storage is encrypted with a key that AWS owns, which is refused" : "its storage is not encrypted",
    evidence: { encryptionType: encryptionType ?? "none", status, ...(restartsAt === null ? {} : { restartsAt }) },
  };
}
