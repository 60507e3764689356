import { createHash } from "node:crypto";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import canonicalize from "canonicalize";

/** The SHA-256 of all that a record says but for its place, in hex: equal exactly where nothing changed. */
export const contentHash = ({ name, arn, createdAt, updatedAt, facts }: IamRecord): string =>
  createHash("sha256")
    .update(canonicalize({ name, arn, createdAt, updatedAt, facts }) ?? "")
    .digest("hex");
