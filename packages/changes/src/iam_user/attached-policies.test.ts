import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUserAttachedPolicies } from "./attached-policies.ts";
import { writeIamUserAttachedPolicies } from "./attached-policies.write.ts";

const user = { id: "x", passwordLastUsed: null };
const read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const own = "arn:aws:iam::111111111111:policy/team/own";

describe("iam_user/attached-policies", () => {
  testChange(it, iamUserAttachedPolicies, {
    "two policies": { value: [own, read], states: [[read], []] },
    "no policy": { value: [], states: [[read], [own, read]] },
  });

  const writes = {
    "detaches one and leaves the other": { from: [own, read], to: [own], sent: [["DetachUserPolicy", read]] },
    "detaches all": {
      from: [own, read],
      to: [],
      sent: [
        ["DetachUserPolicy", own],
        ["DetachUserPolicy", read],
      ],
    },
    "attaches what is missing": { from: [own], to: [own, read], sent: [["AttachUserPolicy", read]] },
    "replaces one": {
      from: [own],
      to: [read],
      sent: [
        ["DetachUserPolicy", own],
        ["AttachUserPolicy", read],
      ],
    },
    "calls nothing where nothing differs": { from: [own, read], to: [own, read], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { AttachUserPolicy: {}, DetachUserPolicy: {} } });
    await writeIamUserAttachedPolicies.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(
      sent.map(([operation, PolicyArn]) => [operation, { UserName: "x", PolicyArn }]),
    );
  });
});
