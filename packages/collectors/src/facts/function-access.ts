import { z } from "zod";
import { type PolicyDocument, PolicyStatement, statementsOf } from "../policy/document.ts";

/** Names the function itself; its policy has no qualifier. Aliases and versions stand under their own names. */
export const unqualified = "$LATEST";

/** How calls of Lambda name a function, or an alias or a version of it. */
export const qualified = (FunctionName: string, qualifier: string): { FunctionName: string; Qualifier?: string } => ({
  FunctionName,
  ...(qualifier === unqualified ? {} : { Qualifier: qualifier }),
});

/** Statements in the order of their Sids, since AWS puts one that comes back at the end, and their order says nothing. */
export const FunctionPolicies = z.record(z.string(), z.array(PolicyStatement));
export type FunctionPolicies = z.output<typeof FunctionPolicies>;

/** A function URL; https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html */
export const FunctionUrl = z.object({ url: z.string(), authType: z.string().pipe(z.enum(["AWS_IAM", "NONE"])) });

/**
 * Who may call a function: the policies of the function, its aliases and its versions that have one, and the URLs of the function
 * and its aliases, all by qualifier. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export const FunctionAccess = z.object({ policies: FunctionPolicies, urls: z.record(z.string(), FunctionUrl) });
export type FunctionAccess = z.output<typeof FunctionAccess>;

/** The statements of a function's policy as its facts have them. `{"AWS": "*"}` becomes `*`, the same in another spelling. */
export const toStatements = (policy: PolicyDocument): PolicyStatement[] => sorted(statementsOf(policy).map(withPlainStar));

/** Puts statements into the order of the facts. */
export const sorted = (statements: readonly PolicyStatement[]): PolicyStatement[] =>
  statements.toSorted((a, b) => compare(a.Sid ?? "", b.Sid ?? "") || compare(JSON.stringify(a), JSON.stringify(b)));

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
const withPlainStar = (statement: PolicyStatement): PolicyStatement => {
  const { Principal } = statement;
  const isStar = typeof Principal === "object" && Object.keys(Principal).length === 1 && [Principal["AWS"]].flat().join() === "*";
  return isStar ? { ...statement, Principal: "*" } : statement;
};
