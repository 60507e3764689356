import { accountRoot } from "@plumbline/finding-model/arn";
import { analysePolicy } from "./analyse.ts";
import type { PolicyPlace } from "./audience.ts";
import { type ConditionEntry, entriesOf } from "./conditions.ts";
import { listOf, type PolicyDocument, type PolicyStatement, statementsOf } from "./document.ts";
import { readFederation } from "./federation.ts";
import { callerOf, type PrincipalEntry } from "./principals.ts";

/** The statements that let anyone in, as they stand in the policy. */
export const publicStatements = (policy: PolicyDocument, where: PolicyPlace): readonly PolicyStatement[] =>
  analysePolicy(policy, where).statements.flatMap(({ verdict, statement }) => (verdict === "public" ? [statement] : []));

/** The policy without the statements for which `offends` is true; the others stay as they are. `null` when none is left. */
export function withoutStatements(policy: PolicyDocument, offends: (statement: PolicyStatement) => boolean): PolicyDocument | null {
  const all = statementsOf(policy);
  const kept = all.filter((statement) => !offends(statement));
  if (kept.length === 0) return null;
  return kept.length === all.length ? policy : { ...policy, Statement: kept };
}

/**
 * The policy with every public statement limited to the own account: its wide principals become the account root, the others and
 * the conditions stay. For key policies, which must never be emptied.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function restrictToAccount(policy: PolicyDocument, where: PolicyPlace): PolicyDocument {
  const open = new Set(publicStatements(policy, where));
  const narrowed = (statement: PolicyStatement): PolicyStatement => (open.has(statement) ? withOwnAccount(statement, where) : statement);
  const { Statement } = policy;
  return { ...policy, Statement: Array.isArray(Statement) ? Statement.map(narrowed) : narrowed(Statement) };
}

function withOwnAccount(statement: PolicyStatement, where: PolicyPlace): PolicyStatement {
  const root = accountRoot(where);
  const conditions = entriesOf(statement);
  const { Principal, NotPrincipal, ...rest } = statement;
  if (Principal === undefined || NotPrincipal !== undefined || typeof Principal === "string") return { ...rest, Principal: { AWS: root } };
  const kept = Object.entries(Principal).flatMap(([type, texts]) => {
    const narrow = listOf(texts).filter((text) => !isWide({ type, text }, conditions));
    return narrow.length === 0 ? [] : [[type, narrow.length === listOf(texts).length ? texts : narrow] as const];
  });
  const named = Object.fromEntries(kept);
  const aws = [...listOf(named["AWS"]).filter((text) => text !== root), root];
  return { ...rest, Principal: { ...named, AWS: aws.length === 1 ? root : aws } };
}

/** Anyone, or a federated principal that nothing limits. */
function isWide(entry: PrincipalEntry, conditions: readonly ConditionEntry[]): boolean {
  const { kind } = callerOf(entry);
  return kind === "everyone" || (kind === "federated" && readFederation(entry.text, conditions).open);
}
