import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamGroup } from "./iam_group.ts";

const throwing = (name: string) => () => {
  throw awsFault(name);
};

describe("iam_group", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        ListGroups: ({ Marker }: { Marker?: string }) =>
          Marker ? { Groups: [{ GroupName: "b" }] } : { Groups: [{ GroupName: "a" }], IsTruncated: true, Marker: "2" },
      },
    });
    expect(await listAll(iamGroup, aws)).toEqual([{ id: "a" }, { id: "b" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxItems: 1000 }, { MaxItems: 1000, Marker: "2" }]);
  });

  it("does not take a denied listing for an empty one", async () => {
    await expect(listAll(iamGroup, fakeAws({ answers: { ListGroups: throwing("AccessDenied") } }))).rejects.toMatchObject({
      kind: "denied",
    });
  });

  it.each(["a", "arn:aws-cn:iam::111111111111:group/team/a"])("finds %s", async (asked) => {
    const aws = fakeAws({ answers: { GetGroup: { Group: { GroupName: "a" }, Users: [] } } });
    expect(await findAll(iamGroup, aws, asked)).toEqual([{ id: "a" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ GroupName: "a", MaxItems: 1 }]);
  });

  it("finds none by the empty name, or of one that is gone", async () => {
    expect(await findAll(iamGroup, fakeAws({ answers: {} }), "")).toEqual([]);
    expect(await findAll(iamGroup, fakeAws({ answers: { GetGroup: throwing("NoSuchEntityException") } }), "a")).toEqual([]);
  });
});
