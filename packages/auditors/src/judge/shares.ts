/** Who a snapshot or an image is shared with, as AWS lists it: `all`, account ids, or ARNs of organizations and units. */
export interface Share {
  readonly kind: "everyone" | "account" | "organization";
  readonly id: string;
}

interface Where {
  readonly account: { readonly id: string };
  readonly knownAccounts: ReadonlySet<string>;
}

/** The shares that must not be: with everyone, with an account that nobody knows, with an organization or unit. */
export const unknownShares = (shares: readonly Share[], { account, knownAccounts }: Where): readonly Share[] =>
  shares.filter(({ kind, id }) => kind !== "account" || (id !== account.id && !knownAccounts.has(id)));

/** Says in words whom something is shared with. */
export const describeShares = (shares: readonly Share[]): string =>
  shares.some(({ kind }) => kind === "everyone")
    ? "it is public"
    : `it is shared with unknown ${shares.map(({ kind, id }) => `${kind} ${id}`).join(", ")}`;
