import type { ItemKind } from "./campaign.ts";
import type { Permissions } from "./permissions.ts";

/** A principal as it stands in the roster of an account. */
export interface Principal {
  readonly item: string;
  readonly account: string;
  readonly kind: ItemKind;
  readonly recordId: string;
  readonly principalId: string;
  readonly principalName: string;
  readonly arn: string | null;
  readonly via: string | null;
  readonly permissions: Permissions;
  readonly permissionHash: string;
  readonly privilegedBecause: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Names by which a reviewer who is this principal, or one of a group, is known; in lower case. */
  readonly ownNames: readonly string[];
}
/** What a kind tells of a principal; the rest follows from it. */
export type Found = Omit<Principal, "item" | "account" | "kind" | "permissionHash" | "ownNames"> & { readonly names: readonly string[] };
