import type { Collector } from "@plumbline/audit-kit/define";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamGroup } from "../iam_group.ts";
import { iamRole } from "../iam_role.ts";
import { iamUser } from "../iam_user.ts";

const readOnly = { PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
const inline = { PolicyName: "own", PolicyDocument: "%7B%7D" };
/** A user, a role and a group of the same name, which IAM allows, over two pages. */
const twoPages = ({ Marker }: { Marker?: string }) =>
  Marker
    ? {
        RoleDetailList: [{ RoleName: "x", AttachedManagedPolicies: [readOnly] }],
        GroupDetailList: [{ GroupName: "x", GroupPolicyList: [inline] }],
      }
    : {
        UserDetailList: [{ UserName: "x", UserPolicyList: [inline], AttachedManagedPolicies: [readOnly] }],
        IsTruncated: true,
        Marker: "2",
      };
const look = async (collector: Collector, answer: object, id = "x") => {
  const aws = fakeAws({ answers: { GetAccountAuthorizationDetails: answer } });
  return { known: (await lookAtAspect(collector, aws, "permissions", [{ id }])).get(id), calls: aws.calls.map(({ input }) => input) };
};

describe("permissions", () => {
  const own = [{ name: "own", document: "%7B%7D" }];
  const rows: Record<string, [Collector, value: object]> = {
    "of a user": [iamUser, { attached: [readOnly.PolicyArn], inline: own }],
    "of a role": [iamRole, { attached: [readOnly.PolicyArn], inline: [] }],
    "of a group": [iamGroup, { attached: [], inline: own }],
  };
  it.each(Object.entries(rows))("%s, although others have its name, from every page", async (_, [collector, value]) => {
    const { known, calls } = await look(collector, twoPages);
    expect(known).toEqual({ value });
    const asked = { Filter: ["User", "Role", "Group"], MaxItems: 1000 };
    expect(calls).toEqual([asked, { ...asked, Marker: "2" }]);
  });

  const unknown: Record<string, [answer: object, id: string, kind: string]> = {
    "of one that the call does not mention": [twoPages, "y", "absent"],
    "of a user whose name only a role has": [{ RoleDetailList: [{ RoleName: "x" }] }, "x", "failed"],
    "where the call is denied": [
      () => {
        throw awsFault("AccessDenied");
      },
      "x",
      "denied",
    ],
    "where the second page is denied": [
      (input: { Marker?: string }) => {
        if (input.Marker) throw awsFault("AccessDenied");
        return twoPages(input);
      },
      "x",
      "denied",
    ],
  };
  it.each(Object.entries(unknown))("are not known %s", async (_, [answer, id, kind]) => {
    expect((await look(iamUser, answer, id)).known?.failure?.kind).toBe(kind);
  });
});
