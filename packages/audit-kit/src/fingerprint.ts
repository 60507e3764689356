import { createHash } from "node:crypto";
import type { ResourceRef } from "@plumbline/finding-model/resource";

/** Identifies a finding over runs: the same check on the same part of the same resource has the same 32 hex digits. */
export function fingerprint(check: string, partition: string, resource: ResourceRef, subKey?: string): string {
  const { account, region, type, id } = resource;
  const parts = JSON.stringify([check, partition, account, region, type, id, ...(subKey === undefined ? [] : [subKey])]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}
