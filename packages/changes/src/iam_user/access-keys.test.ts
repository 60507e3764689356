import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUserAccessKeys } from "./access-keys.ts";
import { writeIamUserAccessKeys } from "./access-keys.write.ts";

const user = { id: "ann", passwordLastUsed: null };
const createdAt = "2026-01-02T03:04:05.000Z";
const first = { id: "AKIA1", status: "Active" as const, createdAt };
const second = { id: "AKIA2", status: "Inactive" as const, createdAt };

describe("iam_user/access-keys", () => {
  testChange(it, iamUserAccessKeys, {
    "two keys": { value: { keys: [first, second], lastUsed: { AKIA1: createdAt, AKIA2: null } }, states: [[second], []] },
    "no key": { value: { keys: [], lastUsed: {} }, states: [[first], []] },
  });

  it("does not drift when a key is used", () => {
    const keys = [first, second];
    expect(iamUserAccessKeys.view({ keys, lastUsed: {} })).toEqual(iamUserAccessKeys.view({ keys, lastUsed: { AKIA1: createdAt } }));
  });

  it("says that it can't be undone", () => {
    expect(iamUserAccessKeys.undo).toHaveProperty("impossible");
  });

  const writes = {
    "deletes one key and leaves the other": { from: [first, second], to: [second], sent: ["AKIA1"] },
    "deletes both": { from: [first, second], to: [], sent: ["AKIA1", "AKIA2"] },
    "calls nothing where nothing differs": { from: [first], to: [first], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { DeleteAccessKey: {} } });
    await writeIamUserAccessKeys.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(
      sent.map((AccessKeyId) => ["DeleteAccessKey", { UserName: "ann", AccessKeyId }]),
    );
  });

  it("gives no key back, and makes no call", async () => {
    const aws = fakeAws({ answers: {} });
    await expect(writeIamUserAccessKeys.write(aws, user, { from: [second], to: [first] })).rejects.toThrow("not given back: AKIA1");
    expect(aws.calls).toEqual([]);
  });
});
