import { analysePolicy } from "@plumbline/collectors/policy/analyse";
import { type ConditionEntry, entriesOf } from "@plumbline/collectors/policy/conditions";
import type { PolicyStatement } from "@plumbline/collectors/policy/document";
import { callerOf, entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import { z } from "zod";
import type { Kind, RecordOf } from "../kinds.ts";
import { Answer, NotConsidered, PrincipalRef, type Within } from "./answer.ts";
import { type Inventory, partitionOf, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";
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
  account: z.string().nullable(),
  whose: Whose,
  /** The statement demands an external id. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
  hasExternalId: z.boolean(),
  conditions: z.array(z.string()),
  /** What the statement comes to, as the policy analysis says. */
  verdict: z.enum(["private", "organization", "cross-account", "public"]),
  reason: z.string(),
  /**
   * Why somebody should look: nobody in particular, everyone of an organization that is not the inventory's, an unknown account, or an
   * unknown one without an external id.
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
    const judged = analysePolicy({ Statement: statements.map(({ source }) => source) }, place);
    return statements.flatMap((statement, position) => {
      const word = judged.statements[position];
      if (statement.effect === "Deny" || word === undefined || !isOfTakingOn(statement)) return [];
      const { verdict, reason } = word;
      const isForeign = word.organizations.some((organization) => !organizations.has(organization));
      return partiesOf(statement.source).flatMap((party): TrustRow[] => {
        const whose = party.account === null ? (party.kind === "everyone" ? "everyone" : "own") : whoseOf(party.account, role.account);
        const about = rowFor(role, { index: statement.index, sid: statement.sid }, { ...party, whose }, statement.source);
        if (party.kind === "account" && whose === "own") return [];
        return [{ ...about, verdict, reason, concern: concernOf({ ...about, verdict, isForeign }) }];
      });
    });
  });
  return { at: snapshot.at, looked: lookedAt(snapshot, trustKinds, accounts), rows, notConsidered };
}

type Party = Pick<TrustRow, "kind" | "principal" | "account">;

function partiesOf({ Principal, NotPrincipal }: PolicyStatement): Party[] {
  if (NotPrincipal !== undefined) return [{ kind: "everyone", principal: "all but NotPrincipal", account: null }];
  return entriesOfPrincipal(Principal).flatMap((entry): Party[] => {
    const caller = callerOf(entry);
    // A deleted principal: its id is never used again.
    if (caller.kind === "fixed" || caller.kind === "service") return [];
    return [{ kind: caller.kind, principal: caller.text, account: caller.kind === "account" ? caller.account : null }];
  });
}

function rowFor(
  role: RecordOf<"iam_role">,
  { index, sid }: { index: number; sid: string | null },
  party: Party & Pick<TrustRow, "whose">,
  source: PolicyStatement,
): Omit<TrustRow, "verdict" | "reason" | "concern"> {
  const entries = entriesOf(source);
  return {
    ...{ role: refOf(role), statement: index, sid, ...party },
    hasExternalId: entries.some(isExternalId),
    conditions: entries.map(({ text, values }) => `${text} ${values.join(", ")}`),
  };
}

/** A pattern that every id fits asks for none. */
const isExternalId = ({ key, ifExists, quantifier, operator, values }: ConditionEntry): boolean =>
  key === "sts:externalid" &&
  !ifExists &&
  quantifier !== "all" &&
  /^string(equals|like)/.test(operator) &&
  !(operator === "stringlike" && values.some((value) => /^[*?]*\*[*?]*$/.test(value)));

function concernOf(
  row: Pick<TrustRow, "kind" | "whose" | "hasExternalId" | "verdict"> & { readonly isForeign: boolean },
): TrustRow["concern"] {
  if (row.verdict === "public") return "public";
  if (row.kind === "everyone" && row.isForeign) return "unknown-organization";
  if (row.kind !== "account" || row.whose !== "unknown") return null;
  return row.hasExternalId ? "unknown-account" : "no-external-id";
}
