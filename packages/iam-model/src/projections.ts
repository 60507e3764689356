import { z } from "zod";
import type { Projection } from "./projection.ts";

/** What a message asks to be collected of an account, by the names that messages of iso-cloud-auditor have. */
const items = [
  ...(["process_users", "process_groups", "process_roles", "process_policies", "process_instances", "process_tags"] as const),
  ...(["process_credentials", "process_providers", "process_organization", "process_identity_center"] as const),
  ...(["process_access_entries"] as const),
] as const;
export const ProcessItem = z.enum(items);
export type ProcessItem = z.output<typeof ProcessItem>;

/** How types become records, by the item that collects them; loaded when it is asked for. */
export const projections: Readonly<Record<ProcessItem, () => Promise<readonly Projection[]>>> = {
  process_users: async () => [(await import("./projections/iam_user.ts")).users],
  process_groups: async () => [(await import("./projections/iam_group.ts")).groups],
  process_roles: async () => [(await import("./projections/iam_role.ts")).roles],
  process_policies: async () => [(await import("./projections/iam_policy.ts")).policies],
  process_instances: async () => [(await import("./projections/ec2_instance.ts")).instances],
  process_tags: async () => [(await import("./projections/ec2_tag.ts")).tags],
  process_credentials: async () => [
    (await import("./projections/iam_credential.ts")).credentials,
    (await import("./projections/root_credential.ts")).rootCredentials,
  ],
  process_providers: async () => [
    (await import("./projections/iam_saml_provider.ts")).samlProviders,
    (await import("./projections/iam_oidc_provider.ts")).oidcProviders,
  ],
  process_organization: async () => [
    (await import("./projections/organization_account.ts")).organizationAccounts,
    (await import("./projections/organization_policy.ts")).organizationPolicies,
  ],
  process_identity_center: async () => [
    (await import("./projections/sso_permission_set.ts")).permissionSets,
    (await import("./projections/sso_user.ts")).ssoUsers,
    (await import("./projections/sso_group.ts")).ssoGroups,
  ],
  process_access_entries: async () => [(await import("./projections/eks_cluster.ts")).accessEntries],
};

/** The projections of some items. */
export const loadProjections = async (chosen: readonly ProcessItem[] = items): Promise<readonly Projection[]> =>
  (await Promise.all(chosen.map((item) => projections[item]()))).flat();
