import { isDeepStrictEqual } from "node:util";
import { viewed, withState } from "@plumbline/audit-kit/lens";
import { planResource } from "@plumbline/audit-kit/remedy";
import { hasName, toPermission } from "@plumbline/changes/lambda_function/permission";
import { writeLambdaFunctionPermissions } from "@plumbline/changes/lambda_function/permissions.write";
import { lambdaStandIn } from "@plumbline/changes/lambda_function/stand-in.fixture";
import { writeLambdaFunctionUnaddablePermissions } from "@plumbline/changes/lambda_function/unaddable-permissions.write";
import { FunctionAccess, toStatements } from "@plumbline/collectors/facts/function-access";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { PolicyStatement } from "@plumbline/collectors/policy/document";
import { rawStatement } from "@plumbline/collectors/policy/policies.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lambdaFunctionNotPublic } from "../lambda_function/not-public.ts";
import { factsOf, isOpen, judged, shownBy } from "./random-edits.fixture.ts";

type Policies = Readonly<Record<string, readonly PolicyStatement[]>>;
const writers = [writeLambdaFunctionPermissions, writeLambdaFunctionUnaddablePermissions];

const arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
const conditions = {
  StringEquals: fc.record(
    {
      "AWS:SourceAccount": fc.constantFrom("111111111111", "999999999999"),
      "lambda:EventSourceToken": fc.constant("token"),
      "aws:PrincipalOrgID": fc.constant("o-exampleorgid"),
      "lambda:FunctionUrlAuthType": fc.constantFrom("NONE", "AWS_IAM"),
    },
    { requiredKeys: [] },
  ),
  ArnLike: fc.record({ "AWS:SourceArn": fc.constantFrom("arn:aws:s3:::b", "arn:aws:s3:::*") }),
  Bool: fc.record({ "lambda:InvokedViaFunctionUrl": fc.constant("true") }),
};
/** A statement as AddPermission makes it. */
const added = fc
  .record({
    Principal: fc.constantFrom("*", { Service: "sns.amazonaws.com" }, { AWS: "arn:aws:iam::222222222222:root" }),
    Action: fc.constantFrom("lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:*"),
    Condition: fc.record(conditions, { requiredKeys: [] }),
  })
  .map(({ Principal, Action, Condition }) => {
    const entries = Object.entries(Condition).filter(([, keys]) => Object.keys(keys).length > 0);
    return { Effect: "Allow", Principal, Action, ...(entries.length > 0 ? { Condition: Object.fromEntries(entries) } : {}) };
  });
const sid = fc.oneof(fc.stringMatching(/^[\w-]{1,8}$/), fc.constantFrom("constructor", "__proto__", "toString", "1", "10", undefined));
const qualifiers = ["$LATEST", "live", "constructor", "toString", "7", "10"];
const withoutUndefined = (value: object): unknown => JSON.parse(JSON.stringify(value));
const policies: fc.Arbitrary<Policies> = fc
  .dictionary(
    fc.constantFrom(...qualifiers),
    fc.uniqueArray(fc.tuple(sid, fc.oneof({ weight: 2, arbitrary: added }, rawStatement)), {
      minLength: 1,
      maxLength: 5,
      selector: ([name]) => name,
    }),
    { minKeys: 1, maxKeys: 3 },
  )
  .map((some) =>
    Object.fromEntries(
      Object.entries(some).map(([qualifier, statements]) => {
        const Resource = qualifier === "$LATEST" ? arn : `${arn}:${qualifier}`;
        return [qualifier, statements.map(([Sid, one]) => PolicyStatement.parse(withoutUndefined({ Resource, ...one, Sid })))];
      }),
    ),
  );

const read = async (aws: ReturnType<typeof lambdaStandIn>) => factsOf(lambdaFunction, aws, "f", ["access"]);
const policiesOf = (facts: Awaited<ReturnType<typeof read>>) => FunctionAccess.parse(facts["access"]).policies;

// Statements of which everybody knows what they are, so that the laws do not rest on the analysis alone.
const isKnown: Keeps = ({ Principal, NotPrincipal }) =>
  NotPrincipal === undefined && isDeepStrictEqual(Principal, { AWS: "arn:aws:iam::222222222222:root" });
const isPlainlyOpen: Keeps = ({ Effect, Principal, NotPrincipal, Condition }) =>
  Effect === "Allow" && Principal === "*" && NotPrincipal === undefined && Condition === undefined;

type Keeps = (statement: PolicyStatement, qualifier: string) => boolean;
const only = (all: Policies, keeps: Keeps): Policies =>
  Object.fromEntries(
    Object.entries(all).flatMap(([qualifier, statements]) => {
      const kept = statements.filter((one) => keeps(one, qualifier));
      return kept.length === 0 ? [] : [[qualifier, kept]];
    }),
  );

async function holds(given: Policies): Promise<void> {
  const aws = lambdaStandIn(given);
  const before = Object.fromEntries(Object.entries(given).map(([qualifier, all]) => [qualifier, toStatements({ Statement: [...all] })]));
  const facts = await read(aws);
  expect(policiesOf(facts)).toEqual(before);
  const failing = judged([lambdaFunctionNotPublic], facts).filter(({ finding }) => finding.verdict.status === "fail");
  fc.pre(failing.some(isOpen));
  const plan = planResource(failing);
  const changes = JSON.parse(JSON.stringify(plan.changes)) as typeof plan.changes;
  const offending = failing.filter(isOpen).flatMap(({ finding }) => shownBy(finding));
  const offends: Keeps = (statement, qualifier) => offending.some((one) => isDeepStrictEqual(one, { qualifier, statement }));
  // RemovePermission takes only what has a name; all is left as it is then, and the plan says why.
  const isStuck = Object.keys(only(before, (...one) => offends(...one) && !hasName(one[0]))).length > 0;
  expect(changes.length > 0).toBe(!isStuck);
  if (isStuck) return;

  let expected = facts;
  const steps = changes.flatMap(({ change: name, before, after, undo }) => {
    const [writer] = writers.filter(({ change }) => change.name === name);
    if (!writer) throw new Error(`${name} is no edit of a policy`);
    const { state } = writer.change;
    return [{ writer, undo, before: state.parse(before), after: state.parse(after) }];
  });
  for (const { writer, before: from, after: to } of steps) {
    expect(viewed(writer.change, expected)).toEqual(from);
    expected = withState(writer.change, expected, to);
    await writer.write(aws, { id: "f", arn }, { from, to });
  }
  const edited = await read(aws);
  expect(policiesOf(edited)).toEqual(only(before, (...one) => !offends(...one)));
  expect(policiesOf(edited)).toEqual(policiesOf(expected));
  expect(only(policiesOf(edited), isKnown)).toEqual(only(before, isKnown));
  if (Object.values(given).every((all) => all.every(({ Effect }) => Effect === "Allow")))
    expect(only(policiesOf(edited), isPlainlyOpen)).toEqual({});
  expect(judged([lambdaFunctionNotPublic], edited).filter((one) => isOpen(one) || one.finding.verdict.status === "unknown")).toEqual([]);

  const undone = steps.toReversed().reduce((facts, { writer, before }) => withState(writer.change, facts, before), edited);
  expect(policiesOf(undone)).toEqual(before);
  for (const { writer, undo, before: to, after: from } of steps.toReversed())
    if (undo.kind === "restore") await writer.write(aws, { id: "f", arn }, { from, to });
  // What AddPermission can't write is gone for good, as the plan says.
  const isLost: Keeps = (...one) => offends(...one) && toPermission(one[0]) === undefined;
  expect(policiesOf(await read(aws))).toEqual(only(before, (...one) => !isLost(...one)));
  expect(steps.some(({ undo }) => undo.kind === "impossible")).toBe(Object.keys(only(before, isLost)).length > 0);
}

test("for any open function, the others stay as they are, it is not public any more, and undo gives back what it can", async () => {
  await fc.assert(fc.asyncProperty(policies, holds), { numRuns: 300 });
}, 60_000);
