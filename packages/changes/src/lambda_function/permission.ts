import { isDeepStrictEqual } from "node:util";
import { type FunctionAccess, sorted } from "@plumbline/collectors/facts/function-access";
import { PolicyStatement } from "@plumbline/collectors/policy/document";
import { z } from "zod";

/** Statements by qualifier and Sid: by these two, and not by its place, AWS names a statement. */
export const Statements = z.record(z.string(), z.record(z.string(), PolicyStatement));
export type Statements = z.output<typeof Statements>;
type Accepts = (statement: PolicyStatement) => boolean;

/** Whether a change can name a statement: it has a Sid, and one that a record of JSON can hold as a key. */
export const hasName = (statement: PolicyStatement): statement is PolicyStatement & { Sid: string } =>
  statement.Sid !== undefined && statement.Sid !== "__proto__";

/** Picks the statements that a change is about; no change is about those that can't be named. */
export const viewStatements = ({ policies }: FunctionAccess, accepts: Accepts): Statements =>
  withoutEmpty(
    Object.entries(policies).map(([qualifier, statements]) => [
      qualifier,
      Object.fromEntries(statements.flatMap((one) => (hasName(one) && accepts(one) ? [[one.Sid, one]] : []))),
    ]),
  );

/** Puts statements in the place of those that a change is about; the others stay. A policy without statements is none. */
export function setStatements(access: FunctionAccess, statements: Statements, accepts: Accepts): FunctionAccess {
  const qualifiers = [...new Set([...Object.keys(access.policies), ...Object.keys(statements)])];
  const policies = qualifiers.map((qualifier): [string, PolicyStatement[]] => {
    const others = (ownOf(access.policies, qualifier) ?? []).filter((one) => !hasName(one) || !accepts(one));
    return [qualifier, sorted([...others, ...Object.values(ownOf(statements, qualifier) ?? {})])];
  });
  return { ...access, policies: withoutEmpty(policies) };
}

/** Aliases and Sids may be called `toString`. */
const ownOf = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const withoutEmpty = <T extends object>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries.filter(([, one]) => Object.keys(one).length > 0));

/** A statement with what names it. */
export interface NamedStatement {
  readonly qualifier: string;
  readonly sid: string;
  readonly statement: PolicyStatement;
}

const namedIn = (statements: Statements): NamedStatement[] =>
  Object.entries(statements).flatMap(([qualifier, bySid]) =>
    Object.entries(bySid).map(([sid, statement]) => ({ qualifier, sid, statement })),
  );

/** The statements of one state that the other has not, or not so. */
export const missingIn = (other: Statements, statements: Statements): NamedStatement[] =>
  namedIn(statements).filter(({ qualifier, sid, statement }) => !isDeepStrictEqual(ownOf(ownOf(other, qualifier) ?? {}, sid), statement));

/** The parameters of AddPermission, but for those that say on what. */
export interface Permission {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: "AWS_IAM" | "NONE";
  readonly InvokedViaFunctionUrl?: boolean;
}
const functionArn = /^arn:[^:*?]+:lambda:[^:*?]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;

/**
 * What AddPermission must be told to write exactly this statement; undefined when it can't write it, as with a Deny, a list of actions
 * or a condition of another form. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function toPermission(statement: PolicyStatement): Permission | undefined {
  const { Sid = "", Effect, Principal, Action, Resource, Condition = {}, ...rest } = statement;
  // AddPermission leaves an empty condition out.
  if (statement.Condition !== undefined && isEmpty(Condition)) return undefined;
  const principal = toPrincipal(Principal);
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => toParameter(`${operator} ${key}`, value)),
  );
  const isPlain = Effect === "Allow" && /^[\w-]{1,100}$/.test(Sid) && Object.keys(rest).length === 0;
  if (!isPlain || typeof Action !== "string" || typeof Resource !== "string" || !functionArn.test(Resource)) return undefined;
  if (principal === undefined || conditions.some((one) => one === undefined) || Object.values(Condition).some(isEmpty)) return undefined;
  return Object.assign({ StatementId: Sid, Action, Principal: principal }, ...conditions);
}

const isEmpty = (keys: object): boolean => Object.keys(keys).length === 0;

function toPrincipal(principal: PolicyStatement["Principal"]): string | undefined {
  if (principal === undefined || typeof principal === "string") return principal;
  const [[type = "", text] = [], ...others] = Object.entries(principal);
  return typeof text === "string" && others.length === 0 && (type === "Service" || (type === "AWS" && text !== "*")) ? text : undefined;
}

/** The conditions that AddPermission writes, each in the one spelling that it writes. */
function toParameter(condition: string, value: unknown): Partial<Permission> | undefined {
  if (typeof value !== "string") return undefined;
  switch (condition) {
    case "ArnLike AWS:SourceArn":
      return { SourceArn: value };
    case "StringEquals AWS:SourceAccount":
      return { SourceAccount: value };
    case "StringEquals lambda:EventSourceToken":
      return { EventSourceToken: value };
    case "StringEquals aws:PrincipalOrgID":
      return { PrincipalOrgID: value };
    case "StringEquals lambda:FunctionUrlAuthType":
      return value === "NONE" || value === "AWS_IAM" ? { FunctionUrlAuthType: value } : undefined;
    case "Bool lambda:InvokedViaFunctionUrl":
      return value === "true" ? { InvokedViaFunctionUrl: true } : undefined;
    default:
      return undefined;
  }
}
