import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { beanstalkEnvironment } from "./beanstalk_environment.ts";

const prefix = "arn:aws-cn:elasticbeanstalk:cn-north-1:111111111111";
const arn = `${prefix}:environment/shop/shop-live`;
const described = {
  EnvironmentName: "shop-live",
  EnvironmentId: "e-live",
  ApplicationName: "shop",
  EnvironmentArn: arn,
  CNAME: "shop-live.cn-north-1.elasticbeanstalk.com.cn",
  EndpointURL: "awseb-e-l-AWSEBLoa-1.cn-north-1.elb.amazonaws.com.cn",
  Status: "Ready",
};
const base = {
  id: "e-live",
  name: "shop-live",
  arn,
  application: "shop",
  applicationArn: `${prefix}:application/shop`,
  cname: "shop-live.cn-north-1.elasticbeanstalk.com.cn",
  endpoint: "awseb-e-l-AWSEBLoa-1.cn-north-1.elb.amazonaws.com.cn",
  status: "Ready",
};
const place = (answers: Record<string, object>) => fakeAws({ region: "cn-north-1", answers });
const asked = (aws: ReturnType<typeof place>) => aws.calls.map(({ input }) => JSON.parse(JSON.stringify(input)));
const always = { IncludeDeleted: false, MaxRecords: 1000 };

describe("beanstalk_environment", () => {
  it("lists every page, without those that were terminated", async () => {
    const launching = {
      EnvironmentId: "e-new",
      EnvironmentName: "n",
      ApplicationName: "shop",
      EnvironmentArn: `${prefix}:environment/shop/n`,
    };
    const aws = place({
      DescribeEnvironments: ({ NextToken }: { NextToken?: string }) =>
        NextToken ? { Environments: [{ ...launching, Status: "Launching" }] } : { Environments: [described], NextToken: "2" },
    });
    expect(await listAll(beanstalkEnvironment, aws)).toEqual([
      base,
      {
        ...{ id: "e-new", name: "n", arn: launching.EnvironmentArn, status: "Launching" },
        ...{ application: "shop", applicationArn: base.applicationArn },
      },
    ]);
    expect(asked(aws)).toEqual([always, { ...always, NextToken: "2" }]);
  });

  it.each([{ Environments: [] }, {}])("lists nothing of %o", async (answer) => {
    expect(await listAll(beanstalkEnvironment, place({ DescribeEnvironments: answer }))).toEqual([]);
  });

  it("refuses an environment without an id, as one without would stand for another", async () => {
    await expect(
      listAll(beanstalkEnvironment, place({ DescribeEnvironments: { Environments: [{ ...described, EnvironmentId: "" }] } })),
    ).rejects.toThrow();
  });

  const forms: Record<string, [id: string, filters: object[]]> = {
    "its id": ["e-live", [{ EnvironmentIds: ["e-live"] }]],
    "its name": ["shop-live", [{ EnvironmentNames: ["shop-live"] }]],
    "its ARN": [arn, [{ EnvironmentNames: ["shop-live"] }]],
    "the ARN of its application, which stands for all of its environments": [base.applicationArn, [{ ApplicationName: "shop" }]],
  };
  it.each(Object.entries(forms))("finds an environment by %s", async (_, [id, filters]) => {
    const aws = place({ DescribeEnvironments: { Environments: [described] } });
    expect(await findAll(beanstalkEnvironment, aws, id)).toEqual([base]);
    expect(asked(aws)).toEqual(filters.map((filter) => ({ ...filter, ...always })));
  });

  it("takes what looks like an id for a name too, when no environment has the id", async () => {
    const named = { ...described, EnvironmentName: "e-live", EnvironmentId: "e-other" };
    const aws = place({
      DescribeEnvironments: ({ EnvironmentNames }: { EnvironmentNames?: string[] }) => (EnvironmentNames ? { Environments: [named] } : {}),
    });
    expect(await findAll(beanstalkEnvironment, aws, "e-live")).toEqual([{ ...base, id: "e-other", name: "e-live" }]);
  });

  it("finds none that was terminated, of which AWS says nothing", async () => {
    expect(await findAll(beanstalkEnvironment, place({ DescribeEnvironments: {} }), "e-live")).toEqual([]);
  });

  const strangers: Record<string, string> = {
    "another account's": `arn:aws-cn:elasticbeanstalk:cn-north-1:222222222222:environment/shop/shop-live`,
    "a platform's": `${prefix}:platform/own/1.0.0`,
    "an ARN without end": `${prefix}:environment/`,
    nothing: "",
  };
  it.each(Object.entries(strangers))("finds none by the name of %s, without a call", async (_, id) => {
    expect(await findAll(beanstalkEnvironment, place({}), id)).toEqual([]);
  });

  it("throws when it may not look", async () => {
    const denied = { DescribeEnvironments: () => Promise.reject(awsFault("AccessDenied")) };
    await expect(listAll(beanstalkEnvironment, place(denied))).rejects.toMatchObject({ kind: "denied" });
    await expect(findAll(beanstalkEnvironment, place(denied), "e-live")).rejects.toMatchObject({ kind: "denied" });
  });

  it("reads tags by the ARN", async () => {
    const aws = place({ ListTagsForResource: { ResourceTags: [{ Key: "elasticbeanstalk:environment-id", Value: "e-live" }] } });
    expect([...(await lookAtAspect(beanstalkEnvironment, aws, "tags", [base]))]).toEqual([
      ["e-live", { value: { "elasticbeanstalk:environment-id": "e-live" } }],
    ]);
    expect(asked(aws)).toEqual([{ ResourceArn: arn }]);
  });
});
