import { isDeepStrictEqual } from "node:util";
import type { Auditor, Writer } from "@plumbline/audit-kit/define";
import { viewed, withState } from "@plumbline/audit-kit/lens";
import { planResource } from "@plumbline/audit-kit/remedy";
import { writeIamRoleTrustPolicy } from "@plumbline/changes/iam_role/trust-policy.write";
import { writeKmsKeyPolicy } from "@plumbline/changes/kms_key/policy.write";
import { writeS3BucketPolicy } from "@plumbline/changes/s3_bucket/policy.write";
import { writeSqsPolicy } from "@plumbline/changes/sqs/policy.write";
import { rawPolicy } from "@plumbline/collectors/policy/policies.fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iamRoleNotPublic } from "../iam_role/not-public.ts";
import { kmsKeyNotPublic } from "../kms_key/not-public.ts";
import { s3BucketNotPublic } from "../s3_bucket/not-public.ts";
import { s3BucketPolicyGrantsNoAccess } from "../s3_bucket/policy-grants-no-access.ts";
import { sqsNotPublic } from "../sqs/not-public.ts";
import { bucketHolder, keyHolder, type PolicyHolder, queueHolder, roleHolder } from "./policy-holders.fixture.ts";
import { factsOf, isOpen, judged, shownBy } from "./random-edits.fixture.ts";

type Statement = Readonly<Record<string, unknown>>;
interface Document {
  readonly Statement: Statement | readonly Statement[];
}
const listOf = ({ Statement }: Document): readonly Statement[] => [Statement].flat();

// Statements of which everybody knows what they are, so that the laws do not rest on the analysis alone.
const open = { Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" };
const own = { ...open, Sid: "Own", Principal: { AWS: "arn:aws:iam::111111111111:root" } };
const topic = "arn:aws:sns:eu-west-1:111111111111:t";
const feed = { ...open, Sid: "Feed", Principal: { Service: "sns.amazonaws.com" }, Condition: { ArnEquals: { "aws:SourceArn": topic } } };
const good: readonly Statement[] = [own, feed];
const documents: fc.Arbitrary<Document> = rawPolicy([open, open, ...good]).map((document) => document as Document);

interface Edit {
  readonly auditors: readonly Auditor[];
  readonly writer: Writer;
  holder(): PolicyHolder;
  /** The document that the edit must leave, by what it was, which statements offended, and what the edit made of it. */
  left(document: Document, offends: (statement: Statement) => boolean, edited: unknown): unknown;
}
/** Offending statements are removed; what is left when none stays depends on the service. */
const removes =
  (empty: (document: Document) => unknown): Edit["left"] =>
  (document, offends) => {
    const kept = listOf(document).filter((one) => !offends(one));
    return kept.length === 0 ? empty(document) : { ...document, Statement: kept };
  };
/** Offending statements stay where they are; only their principals become others. */
const narrows: Edit["left"] = (document, offends, edited) => {
  const after = listOf(edited as Document);
  const all = listOf(document).map((one, i) => {
    const { Principal: _p, NotPrincipal: _n, ...rest } = one;
    return offends(one) ? { ...rest, Principal: after[i]?.["Principal"] } : one;
  });
  return { ...document, Statement: Array.isArray(document.Statement) ? all : all[0] };
};
const nothing = () => null;
const denyAll = { Sid: "DenyAll", Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const bucket = { writer: writeS3BucketPolicy, holder: bucketHolder(open.Sid), left: removes(nothing) };

const edits: Readonly<Record<string, Edit>> = {
  "s3_bucket/not-public": { ...bucket, auditors: [s3BucketNotPublic] },
  "s3_bucket/policy-grants-no-access": { ...bucket, auditors: [s3BucketPolicyGrantsNoAccess] },
  "both checks of a bucket's policy": { ...bucket, auditors: [s3BucketPolicyGrantsNoAccess, s3BucketNotPublic] },
  "sqs/not-public": { auditors: [sqsNotPublic], writer: writeSqsPolicy, holder: queueHolder, left: removes(nothing) },
  "iam_role/not-public": {
    ...{ auditors: [iamRoleNotPublic], writer: writeIamRoleTrustPolicy, holder: roleHolder },
    left: removes((document) => ({ ...document, Statement: [denyAll] })),
  },
  "kms_key/not-public": { auditors: [kmsKeyNotPublic], writer: writeKmsKeyPolicy, holder: keyHolder, left: narrows },
};

/** Plans for the policy that the holder has, by way of a plan file; skips a policy that is not open. */
async function planned({ auditors }: Edit, { aws, id }: PolicyHolder) {
  const [first] = auditors;
  const needs = auditors.flatMap((auditor) => auditor.needs);
  const read = async () => factsOf(first?.subject, aws, id, needs);
  const facts = await read();
  const failing = judged(auditors, facts).filter(({ finding }) => finding.verdict.status === "fail");
  fc.pre(failing.some(isOpen));
  const { changes } = planResource(failing);
  return { read, facts, failing, changes: JSON.parse(JSON.stringify(changes)) as typeof changes };
}

async function holds(edit: Edit, holder: PolicyHolder, document: Document): Promise<void> {
  const { write, change } = edit.writer;
  holder.hold(JSON.stringify(document));
  const { read, facts, failing, changes } = await planned(edit, holder);
  expect(changes.length).toBeGreaterThan(0);
  expect(new Set(changes.map((one) => one.change))).toEqual(new Set([change.name]));

  const resource = { id: holder.id };
  let expected = facts;
  for (const one of changes) {
    const ends = { from: change.state.parse(one.before), to: change.state.parse(one.after) };
    expect(viewed(change, expected)).toEqual(ends.from);
    expected = withState(change, expected, ends.to);
    await write(holder.aws, resource, ends);
  }
  const edited = holder.held();
  const offending = failing.filter(isOpen).flatMap(({ finding }) => shownBy(finding));
  const offends = (statement: Statement) => offending.some((one) => isDeepStrictEqual(one, statement));
  expect(edited).toStrictEqual(edit.left(document, offends, edited));

  const before = listOf(document);
  const after = edited === null ? [] : listOf(edited as Document);
  const count = (all: readonly Statement[], statement: Statement) => all.filter((one) => isDeepStrictEqual(one, statement)).length;
  expect(good.map((one) => count(after, one))).toEqual(good.map((one) => count(before, one)));
  if (before.every(({ Effect }) => Effect === "Allow")) expect(count(after, open)).toBe(0);

  const now = await read();
  expect(viewed(change, now)).toEqual(viewed(change, expected));
  expect(judged(edit.auditors, now).filter((one) => isOpen(one) || one.finding.verdict.status === "unknown")).toEqual([]);

  let undone = now;
  for (const one of changes.toReversed()) {
    const ends = { from: change.state.parse(one.after), to: change.state.parse(one.before) };
    undone = withState(change, undone, ends.to);
    await write(holder.aws, resource, ends);
  }
  expect(viewed(change, undone)).toEqual(viewed(change, facts));
  expect(holder.held()).toStrictEqual(document);
}

describe("for any open policy, the others stay as they are, it is not public any more, and undo gives it back", () => {
  test.each(Object.entries(edits))(
    "%s",
    async (_, edit) => {
      const holder = edit.holder();
      const property = fc.asyncProperty(documents, (document) => holds(edit, holder, document));
      await fc.assert(property, { numRuns: 300 });
    },
    60_000,
  );
});
