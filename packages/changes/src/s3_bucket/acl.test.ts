import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { s3BucketAcl } from "./acl.ts";
import { writeS3BucketAcl } from "./acl.write.ts";

const Owner = { ID: "c0ffee", DisplayName: "kept" };
const owner = { Grantee: { Type: "CanonicalUser" as const, ID: "c0ffee" }, Permission: "FULL_CONTROL" as const };
const world = { Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" as const };
const open = { Owner, Grants: [owner, world] };
const closed = { Owner, Grants: [owner] };

describe("s3_bucket/acl", () => {
  testChange(it, s3BucketAcl, {
    "an open list": { value: open, states: [closed, { Owner, Grants: [] }] },
    "a closed list": { value: closed, states: [open, closed] },
  });

  const writes = { "takes a grant away": { from: open, to: closed }, "gives it back": { from: closed, to: open } };
  it.each(Object.entries(writes))("%s", async (_, ends) => {
    const aws = fakeAws({ answers: { PutBucketAcl: {} } });
    await writeS3BucketAcl.write(aws, { id: "b", region: "eu-west-1" }, ends);
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["PutBucketAcl", { Bucket: "b", ExpectedBucketOwner: "111111111111", AccessControlPolicy: ends.to }],
    ]);
  });
});
