import type { Aws } from "./aws.ts";
import type { SessionOptions } from "./options.ts";
import { listOrganization, type Member, type Membership } from "./organization.ts";

/**
 * The accounts that the options choose: those named, else the organization's, else the caller's own. Accounts that are named together
 * with an organization are taken from it, so that suspended ones show. The caller's account is always a known one.
 */
export const chooseAccounts = async (options: SessionOptions, caller: string, signIn: () => Promise<Aws>): Promise<Membership> => {
  const { accounts, organization } = options;
  if (organization === undefined) return only(accounts ?? [caller], caller);
  const all = await listOrganization(await signIn(), organization);
  const knownAccounts = new Set([...all.knownAccounts, ...(accounts ?? []), caller]);
  if (accounts === undefined) return { ...all, knownAccounts };
  const among = (members: readonly Member[]) => members.filter(({ id }) => accounts.includes(id));
  const strangers = [...new Set(accounts)]
    .filter((id) => !all.knownAccounts.has(id) && !organization.excludeAccounts.includes(id))
    .map(bare);
  return {
    accounts: [...among(all.accounts), ...strangers].sort((a, b) => (a.id < b.id ? -1 : 1)),
    inactive: among(all.inactive),
    excluded: among(all.excluded),
    knownAccounts,
  };
};

const bare = (id: string): Member => ({ id, name: undefined, state: "ACTIVE" });

const only = (accounts: readonly string[], caller: string): Membership => {
  const ids = [...new Set(accounts)].sort();
  return { accounts: ids.map(bare), inactive: [], excluded: [], knownAccounts: new Set([...ids, caller]) };
};
