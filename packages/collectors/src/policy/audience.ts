/** Where a policy hangs, and what is known around it. */
export interface PolicyPlace {
  readonly kind: "resource" | "trust";
  /** The account that owns the resource or role. */
  readonly account: string;
  readonly partition: string;
  /** Own accounts, members of the organization and named third parties; they are still named as foreign, but not as unknown. */
  readonly knownAccounts?: ReadonlySet<string> | undefined;
  /** The service's prefix in actions, such as `kms`. */
  readonly service?: string | undefined;
}

/**
 * An upper bound of who gets through. All fields off: nobody, or only callers bound to something fixed (a network, one principal)
 * whose account the policy does not tell.
 */
export interface Audience {
  readonly everyone: boolean;
  /** AWS services acting for customers that nothing limits. */
  readonly services: boolean;
  /** Account ids, the own one too; a canonical user id stands for its account. */
  readonly accounts: ReadonlySet<string>;
  readonly organizations: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
export const bounded: Audience = { everyone: false, services: false, accounts: none, organizations: none };
export const everyone: Audience = { ...bounded, everyone: true };
export const services: Audience = { ...bounded, services: true };
export const accountsOf = (...ids: string[]): Audience => ({ ...bounded, accounts: new Set(ids) });
export const organizationsOf = (...ids: string[]): Audience => ({ ...bounded, organizations: new Set(ids) });

/** Who is in at least one of the audiences. */
export const union = (audiences: readonly Audience[]): Audience => ({
  everyone: audiences.some((one) => one.everyone),
  services: audiences.some((one) => one.services),
  accounts: new Set(audiences.flatMap((one) => [...one.accounts])),
  organizations: new Set(audiences.flatMap((one) => [...one.organizations])),
});

/**
 * What a condition or a Deny leaves of callers. `about` says whom it looks at: the caller, the resource for which a service calls,
 * the network, whether the caller is an AWS service, or several of these.
 */
export interface Limit {
  readonly about: "nobody" | "caller" | "source" | "network" | "service" | "mixed";
  readonly audience: Audience;
  readonly reason: string;
}

const order = { nobody: 0, caller: 1, source: 2, network: 3, service: 4, mixed: 5 } as const;

/** The limit that tells most of who is left of everyone; each limit alone is a true upper bound. */
export function tightest(limits: readonly Limit[]): Limit | undefined {
  const [first, ...others] = [...limits].sort((a, b) => order[a.about] - order[b.about] || width(a.audience) - width(b.audience));
  if (first === undefined) return undefined;
  return others.filter((other) => other.about === first.about).reduce(both, first);
}

/** Two limits at once; only lists of accounts, or of organizations, are cut down to what they share. */
function both(one: Limit, other: Limit): Limit {
  const [a, b] = [one.audience, other.audience];
  const reason = `${one.reason}, and ${other.reason}`;
  if (isAccounts(a) && isAccounts(b)) return { ...one, audience: { ...bounded, accounts: shared(a.accounts, b.accounts) }, reason };
  if (isOrganizations(a) && isOrganizations(b))
    return { ...one, audience: { ...bounded, organizations: shared(a.organizations, b.organizations) }, reason };
  return one;
}

/** Named accounts that the limits still let in; a limit that speaks of organizations or networks can't tell, so it keeps them. */
export function keptAccounts(accounts: ReadonlySet<string>, limits: readonly Limit[]): ReadonlySet<string> {
  if (limits.some(({ about }) => about === "nobody")) return none;
  const lists = limits.flatMap(({ about, audience }) => (about === "caller" && isAccounts(audience) ? [audience.accounts] : []));
  return lists.reduce(shared, accounts);
}

const isAccounts = (one: Audience): boolean => !one.everyone && !one.services && one.accounts.size > 0 && one.organizations.size === 0;

const isOrganizations = (one: Audience): boolean => !one.everyone && !one.services && one.organizations.size > 0 && one.accounts.size === 0;

const shared = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...one].filter((id) => other.has(id)));

const width = (one: Audience): number =>
  (one.everyone ? 1e9 : 0) + (one.services ? 1e6 : 0) + one.organizations.size * 1e3 + one.accounts.size;
