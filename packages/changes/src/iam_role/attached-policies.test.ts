import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamRoleAttachedPolicies } from "./attached-policies.ts";
import { writeIamRoleAttachedPolicies } from "./attached-policies.write.ts";

const role = { id: "x", path: "/", trustPolicy: null, unreadable: "" };
const read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const own = "arn:aws:iam::111111111111:policy/team/own";

describe("iam_role/attached-policies", () => {
  testChange(it, iamRoleAttachedPolicies, {
    "two policies": { value: [own, read], states: [[read], []] },
    "no policy": { value: [], states: [[read], [own, read]] },
  });

  const writes = {
    "detaches one and leaves the other": { from: [own, read], to: [own], sent: [["DetachRolePolicy", read]] },
    "detaches all": {
      from: [own, read],
      to: [],
      sent: [
        ["DetachRolePolicy", own],
        ["DetachRolePolicy", read],
      ],
    },
    "attaches what is missing": { from: [own], to: [own, read], sent: [["AttachRolePolicy", read]] },
    "replaces one": {
      from: [own],
      to: [read],
      sent: [
        ["DetachRolePolicy", own],
        ["AttachRolePolicy", read],
      ],
    },
    "calls nothing where nothing differs": { from: [own, read], to: [own, read], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { AttachRolePolicy: {}, DetachRolePolicy: {} } });
    await writeIamRoleAttachedPolicies.write(aws, role, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(
      sent.map(([operation, PolicyArn]) => [operation, { RoleName: "x", PolicyArn }]),
    );
  });
});
