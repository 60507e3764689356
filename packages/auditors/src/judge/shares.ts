import type { CheckVerdict } from "@plumbline/audit-kit/define";
import type { Share } from "@plumbline/collectors/facts/shares";
import { type Affected, inOrder } from "./affected.ts";

/** What a check's input tells of the accounts that may have a share. */
export interface Sharer {
  readonly account: { readonly id: string };
  readonly knownAccounts: ReadonlySet<string>;
}

/** The shares that must not be: with everyone, with an account that nobody knows, with an organization or unit. */
export const unknownShares = (shares: readonly Share[], { account, knownAccounts }: Sharer): readonly Share[] =>
  shares.filter(({ kind, id }) => kind !== "account" || (id !== account.id && !knownAccounts.has(id)));

/** What a share's removal may touch. */
export const sharersTell = ["account", "group", "organization"] as const;

/** Who loses the shares; everyone is the group `all`, as AWS calls it. */
export const losingShares = (gone: readonly Share[]): { affected: Affected[] } => ({
  affected: inOrder(gone.map(({ kind, id }) => ({ kind: kind === "everyone" ? "group" : kind, id }))),
});

/** Judges a resource by its shares that must not be; the evidence is these, unless the facts have them in another form. */
export const judgeShares = (
  unknown: readonly Share[],
  evidence: Extract<CheckVerdict, { status: "fail" }>["evidence"] = { shares: unknown.map((share) => ({ ...share })) },
): CheckVerdict => (unknown.length === 0 ? { status: "pass" } : { status: "fail", reason: describe(unknown), evidence });

const describe = (shares: readonly Share[]): string =>
  shares.some(({ kind }) => kind === "everyone")
    ? "it is public"
    : `it is shared with unknown ${shares.map(({ kind, id }) => `${kind} ${id}`).join(", ")}`;
