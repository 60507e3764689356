import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUserAccessKeyStatus } from "./access-key-status.ts";
import { writeIamUserAccessKeyStatus } from "./access-key-status.write.ts";

const user = { id: "ann", passwordLastUsed: null };
const createdAt = "2026-01-02T03:04:05.000Z";
const both = {
  keys: [
    { id: "AKIA1", status: "Active", createdAt },
    { id: "AKIA2", status: "Inactive", createdAt },
  ],
  lastUsed: { AKIA1: createdAt, AKIA2: null },
};

describe("iam_user/access-key-status", () => {
  testChange(it, iamUserAccessKeyStatus, {
    "two keys": {
      value: both,
      states: [
        { AKIA1: "Inactive", AKIA2: "Inactive" },
        { AKIA1: "Inactive", AKIA2: "Active" },
      ],
    },
    "one key": {
      value: { keys: [{ id: "AKIA1", status: "Active", createdAt }], lastUsed: { AKIA1: null } },
      states: [{ AKIA1: "Inactive" }, { AKIA1: "Active" }],
    },
    "no key": { value: { keys: [], lastUsed: {} }, states: [{}, {}] },
  });

  const active = { AKIA1: "Active", AKIA2: "Active" } as const;
  const oneInactive = { AKIA1: "Active", AKIA2: "Inactive" } as const;
  const writes = {
    "makes one key inactive and leaves the other": {
      from: active,
      to: oneInactive,
      sent: [{ UserName: "ann", AccessKeyId: "AKIA2", Status: "Inactive" }],
    },
    "makes it active again": { from: oneInactive, to: active, sent: [{ UserName: "ann", AccessKeyId: "AKIA2", Status: "Active" }] },
    "calls nothing where nothing differs": { from: active, to: active, sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { UpdateAccessKey: {} } });
    await writeIamUserAccessKeyStatus.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(sent.map((input) => ["UpdateAccessKey", input]));
  });
});
