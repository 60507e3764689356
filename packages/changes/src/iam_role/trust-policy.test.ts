import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamRoleTrustPolicy } from "./trust-policy.ts";
import { writeIamRoleTrustPolicy } from "./trust-policy.write.ts";

const open = {
  Version: "2012-10-17",
  Id: "kept",
  Statement: [{ Effect: "Allow" as const, Principal: "*", Action: "sts:AssumeRole", Extra: [1] }],
};
const closed = { Version: "2012-10-17", Statement: { Effect: "Deny" as const, Principal: { AWS: "*" }, Action: "sts:AssumeRole" } };
const role = { id: "reader", path: "/team/", trustPolicy: open, unreadable: "" };

describe("iam_role/trust-policy", () => {
  testChange(it, iamRoleTrustPolicy, {
    "a trust policy": { value: role, states: [closed, open] },
    "one that can't be read": { value: { ...role, trustPolicy: null, unreadable: "{" }, states: [closed, open] },
  });

  const writes = {
    "writes a policy as JSON": { from: open, to: closed },
    "gives the former one back, unknown keys included": { from: closed, to: open },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to }) => {
    const aws = fakeAws({ answers: { UpdateAssumeRolePolicy: {} } });
    await writeIamRoleTrustPolicy.write(aws, role, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["UpdateAssumeRolePolicy", { RoleName: "reader", PolicyDocument: JSON.stringify(to) }],
    ]);
  });

  it("removes no trust policy, and makes no call", async () => {
    const aws = fakeAws({ answers: {} });
    await expect(writeIamRoleTrustPolicy.write(aws, role, { from: open, to: null })).rejects.toThrow(
      "reader: a role can't be without a trust policy",
    );
    expect(aws.calls).toEqual([]);
  });
});
