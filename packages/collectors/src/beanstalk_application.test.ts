import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { beanstalkApplication } from "./beanstalk_application.ts";

const prefix = "arn:aws:elasticbeanstalk:eu-west-1:111111111111";
const arn = `${prefix}:application/shop`;
const described = {
  ApplicationArn: arn,
  ApplicationName: "shop",
  Description: "The shop",
  DateCreated: new Date("2026-10-01T10:00:00Z"),
  Versions: ["v1"],
};
const base = { id: "shop", arn, description: "The shop", createdAt: "2026-10-01T10:00:00.000Z" };
const denied = { DescribeApplications: () => Promise.reject(awsFault("InsufficientPrivilegesException", "no", 403)) };

describe("beanstalk_application", () => {
  it("lists all with one call", async () => {
    const bare = { ApplicationArn: `${prefix}:application/b`, ApplicationName: "b" };
    const aws = fakeAws({ answers: { DescribeApplications: { Applications: [described, bare] } } });
    expect(await listAll(beanstalkApplication, aws)).toEqual([base, { id: "b", arn: bare.ApplicationArn }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{}]);
  });

  it.each([{ Applications: [] }, {}])("lists nothing of %o", async (answer) => {
    expect(await listAll(beanstalkApplication, fakeAws({ answers: { DescribeApplications: answer } }))).toEqual([]);
  });

  it("throws when it may not look", async () => {
    await expect(listAll(beanstalkApplication, fakeAws({ answers: denied }))).rejects.toThrow("InsufficientPrivileges");
    await expect(findAll(beanstalkApplication, fakeAws({ answers: denied }), "shop")).rejects.toThrow("InsufficientPrivileges");
  });

  it.each(["shop", arn])("finds an application by %s", async (id) => {
    const aws = fakeAws({ answers: { DescribeApplications: { Applications: [described] } } });
    expect(await findAll(beanstalkApplication, aws, id)).toEqual([base]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ApplicationNames: ["shop"] }]);
  });

  it("finds none that was deleted, of which AWS says nothing", async () => {
    expect(await findAll(beanstalkApplication, fakeAws({ answers: { DescribeApplications: { Applications: [] } } }), "shop")).toEqual([]);
  });

  const strangers: Record<string, string> = {
    "an environment, whose tags the same event changes": `${prefix}:environment/shop/shop-live`,
    "another account": "arn:aws:elasticbeanstalk:eu-west-1:222222222222:application/shop",
    "another region": "arn:aws:elasticbeanstalk:eu-west-2:111111111111:application/shop",
    "an application of CodeDeploy": "arn:aws:codedeploy:eu-west-1:111111111111:application:shop",
    "nothing, which would list all": "",
  };
  it.each(Object.entries(strangers))("finds none by %s, without a call", async (_, id) => {
    expect(await findAll(beanstalkApplication, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it("reads tags by the ARN; one that was deleted meanwhile is gone", async () => {
    const tags = { ListTagsForResource: { ResourceArn: arn, ResourceTags: [{ Key: "team", Value: "shop" }, { Key: "bare" }] } };
    const aws = fakeAws({ answers: tags });
    expect([...(await lookAtAspect(beanstalkApplication, aws, "tags", [base]))]).toEqual([["shop", { value: { team: "shop", bare: "" } }]]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ResourceArn: arn }]);
    const gone = fakeAws({ answers: { ListTagsForResource: () => Promise.reject(awsFault("ResourceNotFoundException")) } });
    expect((await lookAtAspect(beanstalkApplication, gone, "tags", [base])).get("shop")?.failure?.kind).toBe("gone");
  });

  it("watches the events of Beanstalk, not those of CodeDeploy", () => {
    expect(new Set(beanstalkApplication.events.map(({ source }) => source))).toEqual(new Set(["elasticbeanstalk.amazonaws.com"]));
  });
});
