import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUserGroups } from "./groups.ts";
import { writeIamUserGroups } from "./groups.write.ts";

const user = { id: "x", passwordLastUsed: null };

describe("iam_user/groups", () => {
  testChange(it, iamUserGroups, {
    "two groups": { value: ["admins", "readers"], states: [["readers"], []] },
    "no group": { value: [], states: [["readers"], ["admins", "readers"]] },
  });

  const writes = {
    "leaves one group and stays in the other": {
      from: ["admins", "readers"],
      to: ["readers"],
      sent: [["RemoveUserFromGroup", "admins"]],
    },
    "joins again": { from: ["readers"], to: ["admins", "readers"], sent: [["AddUserToGroup", "admins"]] },
    "goes from one into another": {
      from: ["admins"],
      to: ["readers"],
      sent: [
        ["RemoveUserFromGroup", "admins"],
        ["AddUserToGroup", "readers"],
      ],
    },
    "calls nothing where nothing differs": { from: ["admins"], to: ["admins"], sent: [] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { AddUserToGroup: {}, RemoveUserFromGroup: {} } });
    await writeIamUserGroups.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(
      sent.map(([operation, GroupName]) => [operation, { UserName: "x", GroupName }]),
    );
  });
});
