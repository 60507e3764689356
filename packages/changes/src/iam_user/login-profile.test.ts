import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUserLoginProfile } from "./login-profile.ts";
import { writeIamUserLoginProfile } from "./login-profile.write.ts";

const user = { id: "ann", passwordLastUsed: null };
const profile = { createdAt: "2026-01-02T03:04:05.000Z" };

describe("iam_user/login-profile", () => {
  testChange(it, iamUserLoginProfile, {
    "a password": { value: profile, states: [null, profile] },
    "no password": { value: null, states: [profile, null] },
  });

  it("says that it can't be undone", () => {
    expect(iamUserLoginProfile.undo).toHaveProperty("impossible");
  });

  it("deletes the password", async () => {
    const aws = fakeAws({ answers: { DeleteLoginProfile: {} } });
    await writeIamUserLoginProfile.write(aws, user, { from: profile, to: null });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([["DeleteLoginProfile", { UserName: "ann" }]]);
  });

  it("gives no password back, and makes no call", async () => {
    const aws = fakeAws({ answers: {} });
    await expect(writeIamUserLoginProfile.write(aws, user, { from: null, to: profile })).rejects.toThrow(
      "ann: a console password can be deleted, not given back",
    );
    expect(aws.calls).toEqual([]);
  });
});
