import type { FunctionAccess } from "@plumbline/collectors/facts/function-access";
import type { PolicyPlace } from "@plumbline/collectors/policy/audience";
import { listOf, type PolicyStatement } from "@plumbline/collectors/policy/document";
import { overlaps } from "@plumbline/collectors/policy/patterns";
import { type Affected, inOrder } from "./affected.ts";
import { lostGrants } from "./lost-grants.ts";
import { deputyStatements, openStatements, withoutOpenStatements } from "./policy.ts";

/** A statement of a function, an alias or a version. */
export interface QualifiedStatement {
  readonly qualifier: string;
  readonly statement: PolicyStatement;
}

/** Each policy is judged by itself: a Deny of the function says nothing of its aliases. */
const inEach =
  (judge: typeof openStatements) =>
  ({ policies }: FunctionAccess, place: PolicyPlace): QualifiedStatement[] =>
    Object.entries(policies).flatMap(([qualifier, statements]) =>
      judge({ Statement: statements }, place).map((statement) => ({ qualifier, statement })),
    );

/** The statements that let anyone in. */
export const openIn = inEach(openStatements);
/** The statements that let an AWS service in on behalf of any of its customers. */
export const deputiesIn = inEach(deputyStatements);

/**
 * Whom the removal of the open statements shuts out. A URL that asks for credentials from then on adds nobody: AWS serves it only to whom
 * such a statement lets in.
 */
export const lostIn = ({ policies }: FunctionAccess, place: PolicyPlace): Affected[] =>
  inOrder(
    Object.values(policies).flatMap((statements) => {
      const policy = { Statement: statements };
      return lostGrants(policy, withoutOpenStatements(policy, place), place);
    }),
  );

/**
 * The URLs that ask for no credentials and through which a statement lets anyone; all that ask for none when `unless` is not given.
 * Without such a statement AWS answers 403 to whoever calls. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export const openUrls = ({ urls }: FunctionAccess, open: readonly QualifiedStatement[] | undefined): { qualifier: string; url: string }[] =>
  Object.entries(urls)
    .filter(
      ([qualifier, { authType }]) => authType === "NONE" && (open?.some((one) => one.qualifier === qualifier && isByUrl(one)) ?? true),
    )
    .map(([qualifier, { url }]) => ({ qualifier, url }));

const isByUrl = ({ statement: { Action, NotAction } }: QualifiedStatement): boolean =>
  NotAction !== undefined || listOf(Action).some((action) => overlaps(action.toLowerCase(), "lambda:invokefunctionurl"));

/** The same statements without those that are open, in the form of a change's state. */
export const withoutOpen = <T>(statements: Readonly<Record<string, Readonly<Record<string, T>>>>, open: readonly QualifiedStatement[]) =>
  Object.fromEntries(
    Object.entries(statements).flatMap(([qualifier, bySid]) => {
      const isOpen = (sid: string) => open.some((one) => one.qualifier === qualifier && one.statement.Sid === sid);
      const kept = Object.entries(bySid).filter(([sid]) => !isOpen(sid));
      return kept.length === 0 ? [] : [[qualifier, Object.fromEntries(kept)]];
    }),
  );
