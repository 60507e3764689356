import { parseArn } from "@plumbline/finding-model/arn";
import {
  type Audience,
  accountsOf,
  bounded,
  everyone,
  keptAccounts,
  type Limit,
  type PolicyPlace,
  services,
  tightest,
  union,
} from "./audience.ts";
import { entriesOf, requiredKeys } from "./conditions.ts";
import { denialsFor } from "./denials.ts";
import { listOf, type PolicyDocument, type PolicyStatement, statementsOf } from "./document.ts";
import { readFederation } from "./federation.ts";
import { type Caller, callerOf, entriesOfPrincipal } from "./principals.ts";
import { isLimit, readEntry } from "./restrictions.ts";

export type { PolicyPlace } from "./audience.ts";

/** From narrow to wide. `private`: the own account, or callers bound to a network or to one fixed thing. */
export const exposures = ["private", "organization", "cross-account", "public"] as const;
export type Exposure = (typeof exposures)[number];

/** What a statement or a whole policy lets in. `accounts` are the foreign ones; both lists are sorted. */
export interface Exposed {
  readonly verdict: Exposure;
  /** An AWS service is let in on behalf of any of its customers; apart from the verdict. */
  readonly confusedDeputy: boolean;
  readonly accounts: readonly string[];
  readonly organizations: readonly string[];
}
export interface StatementAnalysis extends Exposed {
  readonly statement: PolicyStatement;
  readonly index: number;
  /** One plain sentence. */
  readonly reason: string;
}
export interface Analysis extends Exposed {
  readonly statements: readonly StatementAnalysis[];
}

/**
 * Judges who gets in by a resource or trust policy: the widest verdict of its statements, and each statement's own.
 * Never throws for a parsed policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function analysePolicy(policy: PolicyDocument, where: PolicyPlace): Analysis {
  const all = statementsOf(policy);
  const judged = all.map((statement, index) => ({ statement, index, ...judge(statement, all, where) }));
  return { ...exposed(union(judged.map(({ audience }) => audience)), where), statements: judged.map(({ audience, ...rest }) => rest) };
}

interface Judged extends Exposed {
  readonly audience: Audience;
  readonly reason: string;
}

function judge(statement: PolicyStatement, all: readonly PolicyStatement[], where: PolicyPlace): Judged {
  const { audience, reason } =
    statement.Effect === "Deny" ? { audience: bounded, reason: "It denies." } : judgeAllow(statement, all, where);
  return { audience, reason, ...exposed(audience, where) };
}

function exposed(audience: Audience, { account }: PolicyPlace): Exposed {
  const accounts = [...audience.accounts].filter((id) => id !== account).sort();
  const organizations = [...audience.organizations].sort();
  const verdict = audience.everyone
    ? "public"
    : accounts.length > 0
      ? "cross-account"
      : organizations.length > 0
        ? "organization"
        : "private";
  return { verdict, confusedDeputy: audience.services, accounts, organizations };
}

/** An audience, with what made it so. */
interface Part {
  readonly audience: Audience;
  readonly reason: string;
}

function judgeAllow(statement: PolicyStatement, all: readonly PolicyStatement[], where: PolicyPlace): Part {
  const entries = entriesOf(statement);
  const presence = { always: new Set([...requiredKeys(entries), "aws:principalaccount"]), signed: signedKeys(statement, where) };
  const readings = entries.map((entry) => readEntry(entry, presence));
  const limits = [...readings.filter(isLimit), ...denialsFor(statement, all)];
  const why = readings.flatMap((reading) => (isLimit(reading) ? [] : [reading.why]));
  const wide = why.length > 0 ? why.join("; ") : "no condition limits who calls";
  const parts = callersOf(statement).map((caller) => narrowed(caller, { limits, wide, statement }));
  const worst = parts.find((part) => part.audience.everyone) ?? parts.find((part) => part.audience.services) ?? parts[0];
  const reasons = worst?.audience.everyone ? [worst.reason] : [...new Set(parts.map((part) => part.reason))];
  return { audience: union(parts.map((part) => part.audience)), reason: `${reasons.join("; ") || "It names no principal"}.` };
}

/**
 * `NotPrincipal` with Allow lets in everyone else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
const callersOf = ({ Principal, NotPrincipal }: PolicyStatement): readonly Caller[] =>
  NotPrincipal === undefined ? entriesOfPrincipal(Principal).map(callerOf) : [{ kind: "everyone", text: "all but NotPrincipal" }];

interface Bounds {
  readonly limits: readonly Limit[];
  readonly wide: string;
  readonly statement: PolicyStatement;
}

function narrowed(caller: Caller, bounds: Bounds): Part {
  switch (caller.kind) {
    case "everyone":
      return narrowedEveryone(`principal ${caller.text}`, bounds);
    case "account":
      return {
        audience: { ...bounded, accounts: keptAccounts(new Set([caller.account]), bounds.limits) },
        reason: `Lets in ${caller.text}`,
      };
    case "fixed":
      return { audience: bounded, reason: `Lets in the one principal ${caller.text}` };
    case "service":
      return narrowedService(caller.text, bounds.limits);
    case "federated":
      return narrowedFederated(caller.text, bounds);
  }
}

function narrowedEveryone(who: string, { limits, wide }: Bounds): Part {
  const limit = tightest(limits);
  if (limit === undefined) return { audience: everyone, reason: `Lets in anyone (${who}): ${wide}` };
  return { audience: limit.audience, reason: `Lets in ${who}, but ${limit.reason}` };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
function narrowedService(service: string, limits: readonly Limit[]): Part {
  const limit = tightest(limits.filter(({ about }) => about === "source" || about === "nobody"));
  if (limit === undefined)
    return {
      audience: services,
      reason: `Lets in ${service} for any of its customers: no condition on aws:SourceArn or aws:SourceAccount`,
    };
  return { audience: limit.audience, reason: `Lets in ${service}, but ${limit.reason}` };
}

function narrowedFederated(provider: string, bounds: Bounds): Part {
  const { open, reason } = readFederation(provider, entriesOf(bounds.statement));
  if (open) return narrowedEveryone(`whom ${provider} signs for`, { ...bounds, wide: reason });
  const account = parseArn(provider)?.account;
  return { audience: account ? accountsOf(account) : bounded, reason: `Lets in ${reason}` };
}

const signedActions = new Set(["sts:assumerole", "sts:tagsession", "sts:setsourceidentity"]);
const signature = ["aws:principalarn", "aws:userid", "aws:principalisawsservice"];

/**
 * Keys of the signature, where AWS takes signed requests only: AWS KMS, and AssumeRole without federation. Elsewhere an anonymous
 * caller has none of them. Only aws:PrincipalAccount is always there; anonymous callers have the account `anonymous`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function signedKeys({ Action }: PolicyStatement, { kind, service }: PolicyPlace): ReadonlySet<string> {
  if (service === "kms") return new Set([...signature, "kms:calleraccount"]);
  const actions = listOf(Action);
  const signed = kind === "trust" && actions.length > 0 && actions.every((action) => signedActions.has(action.toLowerCase()));
  return new Set(signed ? signature : []);
}
