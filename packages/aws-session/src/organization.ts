import type { Account, OrganizationsClient } from "@aws-sdk/client-organizations";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import type { Aws } from "./aws.ts";

/** Some of an organization's accounts: those below the units named (all when none is), less the excluded ones. */
export interface OrganizationScope {
  readonly ou: readonly string[];
  readonly excludeAccounts: readonly string[];
}

const Member = z
  .object({ Id: AccountId, Name: z.string().optional(), State: z.string().optional(), Status: z.string().optional() })
  .transform(({ Id, Name, State, Status }) => ({ id: Id, name: Name, state: State ?? Status ?? "ACTIVE" }));
/** An account of an organization; `state` is AWS's word, such as ACTIVE, SUSPENDED or PENDING_CLOSURE. */
export type Member = z.output<typeof Member>;

/** The accounts of an organization, each list in order of id. */
export interface Membership {
  /** Active, within the units, and not excluded. */
  readonly accounts: readonly Member[];
  /** Within the units and not excluded, but suspended or on their way in or out, so that nothing can be asked of them. */
  readonly inactive: readonly Member[];
  readonly excluded: readonly Member[];
  /** The ids of all members, wherever they are. */
  readonly knownAccounts: ReadonlySet<string>;
}

/**
 * Reads an organization's accounts, all pages, units within units included. `aws` is the management account or a delegated
 * administrator in the partition's main region. Rejects with an AwsError, also for a unit that does not exist.
 */
export const listOrganization = async (aws: Aws, scope: OrganizationScope): Promise<Membership> => {
  const { OrganizationsClient, paginateListAccounts } = await import("@aws-sdk/client-organizations");
  const client = aws.client(OrganizationsClient);
  const all = new Map<string, Member>();
  for await (const { Accounts } of paginateListAccounts({ client }, {})) note(all, Accounts);
  const inScope = scope.ou.length === 0 ? all : await membersBelow(client, scope.ou);
  const sorted = [...inScope.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const excluded = new Set(scope.excludeAccounts);
  const wanted = sorted.filter(({ id }) => !excluded.has(id));
  return {
    accounts: wanted.filter(isActive),
    inactive: wanted.filter((member) => !isActive(member)),
    excluded: sorted.filter(({ id }) => excluded.has(id)),
    knownAccounts: new Set(all.keys()),
  };
};

const isActive = ({ state }: Member): boolean => state === "ACTIVE";

const note = (members: Map<string, Member>, accounts: readonly Account[] | undefined): void => {
  for (const account of accounts ?? []) {
    const member = Member.parse(account);
    members.set(member.id, member);
  }
};

const membersBelow = async (client: OrganizationsClient, units: readonly string[]): Promise<Map<string, Member>> => {
  const { paginateListAccountsForParent, paginateListOrganizationalUnitsForParent } = await import("@aws-sdk/client-organizations");
  const members = new Map<string, Member>();
  const seen = new Set<string>();
  const open = [...units];
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    if (seen.has(unit)) continue;
    seen.add(unit);
    for await (const { Accounts } of paginateListAccountsForParent({ client }, { ParentId: unit })) note(members, Accounts);
    for await (const { OrganizationalUnits } of paginateListOrganizationalUnitsForParent({ client }, { ParentId: unit }))
      open.push(...(OrganizationalUnits ?? []).flatMap(({ Id }) => Id ?? []));
  }
  return members;
};
