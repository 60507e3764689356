import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamPolicy } from "./iam_policy.ts";

const own = "arn:aws:iam::111111111111:policy/own";
const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
const old = { VersionId: "v1", Document: "old", IsDefaultVersion: false };
const present = { VersionId: "v2", Document: "new", IsDefaultVersion: true };
const throwing = (name: string) => () => {
  throw awsFault(name);
};
const list = (answer: object) => listAll(iamPolicy, fakeAws({ answers: { GetAccountAuthorizationDetails: answer } }));

describe("iam_policy", () => {
  it("lists policies of both kinds on every page, and no users with them", async () => {
    const aws = fakeAws({
      answers: {
        GetAccountAuthorizationDetails: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { Policies: [{ Arn: admin, AttachmentCount: 2, PolicyVersionList: [present] }] }
            : { Policies: [{ Arn: own, AttachmentCount: 0, PolicyVersionList: [old, present] }], IsTruncated: true, Marker: "2" },
      },
    });
    expect(await listAll(iamPolicy, aws)).toEqual([
      { id: own, isAwsManaged: false, attachments: 0, document: "new" },
      { id: admin, isAwsManaged: true, attachments: 2, document: "new" },
    ]);
    const asked = { Filter: ["LocalManagedPolicy", "AWSManagedPolicy"], MaxItems: 1000 };
    expect(aws.calls.map(({ input }) => input)).toEqual([asked, { ...asked, Marker: "2" }]);
  });

  const listed: Record<string, [policy: object, base: readonly object[]]> = {
    "leaves out what AWS has for all and nobody uses": [{ Arn: admin, AttachmentCount: 0 }, []],
    "leaves out what AWS has for all and nobody has as a boundary": [
      { Arn: admin, AttachmentCount: 0, PermissionsBoundaryUsageCount: 0 },
      [],
    ],
    "keeps one of AWS that is a boundary alone": [
      { Arn: admin, AttachmentCount: 0, PermissionsBoundaryUsageCount: 1, PolicyVersionList: [present] },
      [{ id: admin, isAwsManaged: true, attachments: 0, document: "new" }],
    ],
    "keeps one of AWS whose use is not told": [{ Arn: admin }, [{ id: admin, isAwsManaged: true, attachments: null, document: null }]],
    "knows AWS's own in another partition": [
      { Arn: "arn:aws-us-gov:iam::aws:policy/job-function/Billing", AttachmentCount: 1, PolicyVersionList: [present] },
      [{ id: "arn:aws-us-gov:iam::aws:policy/job-function/Billing", isAwsManaged: true, attachments: 1, document: "new" }],
    ],
    "keeps one without a default version": [
      { Arn: own, AttachmentCount: 1, PolicyVersionList: [old] },
      [{ id: own, isAwsManaged: false, attachments: 1, document: null }],
    ],
  };
  it.each(Object.entries(listed))("%s", async (_, [policy, base]) => {
    expect(await list({ Policies: [policy] })).toEqual(base);
  });

  it("does not take a denied listing for an empty one", async () => {
    await expect(list(throwing("AccessDenied"))).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds a policy by its ARN, with its default version", async () => {
    const aws = fakeAws({
      answers: {
        GetPolicy: { Policy: { Arn: own, AttachmentCount: 1, DefaultVersionId: "v2" } },
        GetPolicyVersion: { PolicyVersion: { VersionId: "v2", Document: "new" } },
      },
    });
    expect(await findAll(iamPolicy, aws, own)).toEqual([{ id: own, isAwsManaged: false, attachments: 1, document: "new" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ PolicyArn: own }, { PolicyArn: own, VersionId: "v2" }]);
  });

  it("finds none by a name, or of one that is gone", async () => {
    expect(await findAll(iamPolicy, fakeAws({ answers: {} }), "own")).toEqual([]);
    expect(await findAll(iamPolicy, fakeAws({ answers: { GetPolicy: throwing("NoSuchEntityException") } }), own)).toEqual([]);
  });

  const tags: Record<string, [id: string, answers: Record<string, object>, known: object]> = {
    "on two pages": [
      own,
      {
        ListPolicyTags: ({ Marker }: { Marker?: string }) =>
          Marker ? { Tags: [{ Key: "b", Value: "2" }] } : { Tags: [{ Key: "a", Value: "1" }], IsTruncated: true, Marker: "2" },
      },
      { value: { a: "1", b: "2" } },
    ],
    "of AWS's own, without a call": [admin, {}, { value: {} }],
    "where the call is denied": [own, { ListPolicyTags: throwing("AccessDenied") }, { failure: { kind: "denied" } }],
  };
  it.each(Object.entries(tags))("reads tags %s", async (_, [id, answers, known]) => {
    expect((await lookAtAspect(iamPolicy, fakeAws({ answers }), "tags", [{ id }])).get(id)).toMatchObject(known);
  });
});
