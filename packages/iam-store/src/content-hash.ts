import { createHash } from "node:crypto";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import canonicalize from "canonicalize";

/** The SHA-256 of all that a record says but for its place, in hex: equal exactly where nothing changed, however its times are written. */
export const contentHash = ({ name, arn, createdAt, updatedAt, facts }: IamRecord): string =>
  createHash("sha256")
    .update(canonicalize({ name, arn, createdAt: instant(createdAt), updatedAt: instant(updatedAt), facts }) ?? "")
    .digest("hex");

const instant = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());
