import type { FunctionAccess } from "@plumbline/collectors/facts/function-access";
import type { PolicyPlace } from "@plumbline/collectors/policy/audience";
import { listOf, type PolicyStatement } from "@plumbline/collectors/policy/document";
import { overlaps } from "@plumbline/collectors/policy/patterns";
import { openStatements } from "./policy.ts";

/** A statement of a function, an alias or a version that lets anyone in. */
export interface OpenStatement {
  readonly qualifier: string;
  readonly statement: PolicyStatement;
}

/** Each policy is judged by itself: a Deny of the function says nothing of its aliases. */
export const openIn = ({ policies }: FunctionAccess, place: PolicyPlace): OpenStatement[] =>
  Object.entries(policies).flatMap(([qualifier, statements]) =>
    openStatements({ Statement: statements }, place).map((statement) => ({ qualifier, statement })),
  );

/**
 * The URLs that ask for no credentials and through which a statement lets anyone; all that ask for none when `unless` is not given.
 * Without such a statement AWS answers 403 to whoever calls. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export const openUrls = ({ urls }: FunctionAccess, open: readonly OpenStatement[] | undefined): { qualifier: string; url: string }[] =>
  Object.entries(urls)
    .filter(
      ([qualifier, { authType }]) => authType === "NONE" && (open?.some((one) => one.qualifier === qualifier && isByUrl(one)) ?? true),
    )
    .map(([qualifier, { url }]) => ({ qualifier, url }));

const isByUrl = ({ statement: { Action, NotAction } }: OpenStatement): boolean =>
  NotAction !== undefined || listOf(Action).some((action) => overlaps(action.toLowerCase(), "lambda:invokefunctionurl"));

/** The same statements without those that are open, in the form of a change's state. */
export const withoutOpen = <T>(statements: Readonly<Record<string, Readonly<Record<string, T>>>>, open: readonly OpenStatement[]) =>
  Object.fromEntries(
    Object.entries(statements).flatMap(([qualifier, bySid]) => {
      const isOpen = (sid: string) => open.some((one) => one.qualifier === qualifier && one.statement.Sid === sid);
      const kept = Object.entries(bySid).filter(([sid]) => !isOpen(sid));
      return kept.length === 0 ? [] : [[qualifier, Object.fromEntries(kept)]];
    }),
  );
