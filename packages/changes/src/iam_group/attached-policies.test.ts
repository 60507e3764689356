import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamGroupAttachedPolicies } from "./attached-policies.ts";
import { writeIamGroupAttachedPolicies } from "./attached-policies.write.ts";

const group = { id: "x" };
const read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const own = "arn:aws:iam::111111111111:policy/team/own";

describe("iam_group/attached-policies", () => {
  testChange(it, iamGroupAttachedPolicies, {
    "two policies": { value: [own, read], states: [[read], []] },
    "no policy": { value: [], states: [[read], [own, read]] },
  });

  const writes = {
    "detaches one and leaves the other": { from: [own, read], to: [own], sent: [["DetachGroupPolicy", read]] },
    "detaches all": {
      from: [own, read],
      to: [],
      sent: [
        ["DetachGroupPolicy", own],
        ["DetachGroupPolicy", read],
      ],
    },
    "attaches what is missing": { from: [own], to: [own, read], sent: [["AttachGroupPolicy", read]] },
    "replaces one": {
      from: [own],
      to: [read],
      sent: [
        ["DetachGroupPolicy", own],
        ["AttachGroupPolicy", read],
      ],
    },
    "calls nothing where nothing differs": { from: [own, read], to: [own, read], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { AttachGroupPolicy: {}, DetachGroupPolicy: {} } });
    await writeIamGroupAttachedPolicies.write(aws, group, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(
      sent.map(([operation, PolicyArn]) => [operation, { GroupName: "x", PolicyArn }]),
    );
  });
});
