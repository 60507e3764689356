import { analysePolicy, type StatementAnalysis } from "@plumbline/collectors/policy/analyse";
import { type ConditionEntry, entriesOf } from "@plumbline/collectors/policy/conditions";
import type { PolicyStatement } from "@plumbline/collectors/policy/document";
import { callerOf, entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import { z } from "zod";
import type { Kind, RecordOf } from "../kinds.ts";
import { Answer, NotConsidered, PrincipalRef, type Within } from "./answer.ts";
import type { Statement } from "./compile.ts";
import { type Inventory, partitionOf, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";
import { settle } from "./settle.ts";
import { isOfTakingOn } from "./taking-on.ts";

export const trustKinds: readonly Kind[] = ["iam_role", "iam_oidc_provider", "iam_saml_provider", "organization_account"];

/** Whose the trusted party is: `own` the role's account, `inventory` another account here, and who nobody knows. */
export const Whose = z.enum(["everyone", "own", "organization", "configured", "inventory", "unknown"]);

export const TrustRow = z.strictObject({
  role: PrincipalRef,
  statement: z.int(),
  sid: z.string().nullable(),
  kind: z.enum(["everyone", "account", "federated"]),
  /** As the policy names it. */
  principal: z.string(),
  /** The party's; of everyone, one of those that conditions or Denies leave. */
  account: z.string().nullable(),
  whose: Whose,
  /** The statement demands an external id. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
  hasExternalId: z.boolean(),
  conditions: z.array(z.string()),
  /** What the statement comes to for this party, as the policy analysis says. */
  verdict: z.enum(["private", "organization", "cross-account", "public"]),
  reason: z.string(),
  /**
   * Why somebody should look: nobody in particular, everyone of an organization that is not the inventory's, an unknown account, or an
   * unknown one without an external id. Null where nobody is let in after all.
   */
  concern: z.enum(["public", "unknown-organization", "unknown-account", "no-external-id"]).nullable(),
});
export type TrustRow = z.output<typeof TrustRow>;

export const Trust = Answer.extend({ rows: z.array(TrustRow), notConsidered: z.array(NotConsidered) });
export type Trust = z.output<typeof Trust>;

/** What no answer about trust looks at. https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html */
export const outsideTrust: readonly NotConsidered[] = [
  { what: "policies of resources other than roles, such as of buckets, keys and queues", effect: "may add" },
  { what: "IAM Roles Anywhere: who has a certificate of a trust anchor takes on roles that trust that service", effect: "may add" },
];

export interface TrustOptions extends Within {
  /** Accounts that the configuration names. */
  readonly knownAccounts?: ReadonlySet<string> | undefined;
}

/**
 * Who outside of a role's account may assume it: other accounts, identity providers and everyone, with the conditions that are asked of them.
 * Trust of the own account and of AWS services is left out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trust(inventory: Inventory, { knownAccounts = new Set(), accounts }: TrustOptions = {}): Trust {
  const { snapshot } = inventory;
  const members = new Set(snapshot.of("organization_account").map(({ account }) => account));
  const organizations = new Set(snapshot.of("organization_account").map(({ facts }) => facts.organization));
  const here = new Set(inventory.principals.map(({ account }) => account));
  const whoseOf = (account: string, own: string): z.output<typeof Whose> => {
    if (account === own) return "own";
    if (members.has(account)) return "organization";
    if (knownAccounts.has(account)) return "configured";
    return here.has(account) ? "inventory" : "unknown";
  };
  const all = new Set([...members, ...knownAccounts, ...here]);
  const notConsidered: NotConsidered[] = [...outsideTrust];
  const roles = snapshot.of("iam_role").filter(({ account }) => accounts === undefined || accounts.has(account));
  const rows = roles.flatMap((role) => {
    const { statements, unreadable } = inventory.trustOf(role);
    if (unreadable !== null)
      notConsidered.push({ what: `the trust policy of ${role.arn ?? role.name} can't be read: ${unreadable}`, effect: "may add" });
    const place = { kind: "trust" as const, account: role.account, partition: partitionOf(role), knownAccounts: all };
    const denies = statements.filter(({ effect }) => effect === "Deny").map(({ source }) => source);
    return statements.flatMap((statement) => {
      if (statement.effect === "Deny" || !isOfTakingOn(statement)) return [];
      return partiesOf(statement.source).flatMap((party) => {
        // Each party by itself: what another one of the statement lets in is not this one's.
        const [word] = analysePolicy({ Statement: [party.alone, ...denies] }, place).statements;
        if (word === undefined || (party.account !== null && party.account === role.account)) return [];
        const isForeign = word.organizations.some((organization) => !organizations.has(organization));
        return accountsOf(party, word).map((account): TrustRow => {
          const whose = account === null ? (party.kind === "everyone" ? "everyone" : "own") : whoseOf(account, role.account);
          const about = rowFor(role, statement, { ...party, account, whose });
          const { verdict, reason } = word;
          const isLetIn =
            account !== null && word.accounts.includes(account) && (party.kind === "federated" || mayBeOf(account, statement));
          return { ...about, verdict, reason, concern: concernOf({ ...about, verdict, isForeign, isLetIn }) };
        });
      });
    });
  });
  return { at: snapshot.at, looked: lookedAt(snapshot, trustKinds, accounts), rows, notConsidered };
}

type Named = Pick<TrustRow, "kind" | "principal" | "account">;

interface Party extends Named {
  /** The statement as if it named nobody else. */
  readonly alone: PolicyStatement;
}

function partiesOf(source: PolicyStatement): Party[] {
  if (source.NotPrincipal !== undefined) return [{ kind: "everyone", principal: "all but NotPrincipal", account: null, alone: source }];
  return entriesOfPrincipal(source.Principal).flatMap((entry): Party[] => {
    const caller = callerOf(entry);
    // A deleted principal: its id is never used again.
    if (caller.kind === "fixed" || caller.kind === "service") return [];
    const alone = { ...source, Principal: { [entry.type]: entry.text } };
    return [{ kind: caller.kind, principal: caller.text, account: caller.kind === "account" ? caller.account : null, alone }];
  });
}

/** The accounts that a party comes to, by its name or by what conditions and Denies leave of it; null for one that is not told by accounts. */
function accountsOf({ account }: Party, { verdict, accounts, organizations }: StatementAnalysis): readonly (string | null)[] {
  if (account !== null) return [account];
  if (verdict === "public" || accounts.length === 0) return [null];
  return [...accounts, ...(organizations.length > 0 ? [null] : [])];
}

function rowFor(
  role: RecordOf<"iam_role">,
  { index, sid, source }: Statement,
  { kind, principal, account, whose }: Named & Pick<TrustRow, "whose">,
): Omit<TrustRow, "verdict" | "reason" | "concern"> {
  const entries = entriesOf(source);
  return {
    ...{ role: refOf(role), statement: index, sid, kind, principal, account, whose },
    hasExternalId: entries.some(isExternalId),
    conditions: entries.map(({ text, values }) => `${text} ${values.join(", ")}`),
  };
}

/** The policy analysis reads what conditions let in; they may also shut an account out, such as by StringNotEquals. */
const mayBeOf = (account: string, { conditions, hasVariables }: Statement): boolean =>
  !conditions.some(
    (entry) =>
      settle(entry, { keys: (key) => (key === "aws:principalaccount" ? [account] : undefined), dates: new Map() }, hasVariables) ===
      "fails",
  );

/** A pattern that every id fits asks for none. */
const isExternalId = ({ key, ifExists, quantifier, operator, values }: ConditionEntry): boolean =>
  key === "sts:externalid" &&
  !ifExists &&
  quantifier !== "all" &&
  /^string(equals|like)/.test(operator) &&
  !(operator === "stringlike" && values.some((value) => /^[*?]*\*[*?]*$/.test(value)));

interface Judged extends Omit<TrustRow, "reason" | "concern"> {
  /** Among the organizations that the party is told by is one that is not the inventory's. */
  readonly isForeign: boolean;
  /** Conditions and Denies leave something of the row's account. */
  readonly isLetIn: boolean;
}

function concernOf({ kind, account, whose, verdict, hasExternalId, isForeign, isLetIn }: Judged): TrustRow["concern"] {
  if (verdict === "public") return "public";
  if (account === null) return isForeign ? "unknown-organization" : null;
  if (!isLetIn || whose !== "unknown") return null;
  return hasExternalId || kind === "federated" ? "unknown-account" : "no-external-id";
}
