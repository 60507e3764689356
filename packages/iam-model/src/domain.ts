import type { IamRecord, Kind } from "./kinds.ts";

/** What a record is of that several accounts may tell of: an organization, or an instance of Identity Center. */
export function domainOf(record: IamRecord): string | undefined {
  switch (record.kind) {
    case "organization_account":
    case "organization_policy":
      return record.facts.organization;
    case "sso_user":
    case "sso_group":
    case "sso_permission_set":
    case "sso_assignment":
      return record.facts.instance;
    default:
      return undefined;
  }
}

const kinds: ReadonlySet<Kind> = new Set<Kind>([
  ...(["organization_account", "organization_policy", "sso_user", "sso_group", "sso_permission_set", "sso_assignment"] as const),
]);
/** Whether the records of a kind have a domain. */
export const hasDomain = (kind: Kind): boolean => kinds.has(kind);
