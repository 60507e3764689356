import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ec2 } from "../ec2.ts";

const made = (id: string, more: object = {}) =>
  ec2.base.parse({ id, state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {}, imageId: "ami-1", ...more });
const look = async (aws: ReturnType<typeof fakeAws>, aspect: string, ...instances: ReturnType<typeof made>[]) =>
  Object.fromEntries(await lookAtAspect(ec2, aws, aspect, instances));
const denied = () => {
  throw awsFault("UnauthorizedOperation");
};

describe("ec2 image", () => {
  const named = { ImageId: "ami-1", Name: "al2023-2026.3", PlatformDetails: "Linux/UNIX" };
  const linux = { value: { name: "al2023-2026.3", platform: "Linux/UNIX" } };

  it("asks once for the distinct images of a hundred instances, also for deprecated and disabled ones", async () => {
    const aws = fakeAws({ answers: { DescribeImages: { Images: [named] } } });
    expect(await look(aws, "image", made("i-1"), made("i-2"), made("i-3", { imageId: "ami-2" }))).toEqual({
      "i-1": linux,
      "i-2": linux,
      "i-3": { value: null },
    });
    const Filters = [{ Name: "image-id", Values: ["ami-1", "ami-2"] }];
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Filters, IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 1000 }]);
  });

  it("reads every page", async () => {
    const pages = ({ NextToken }: { NextToken?: string }) => (NextToken ? { Images: [named] } : { Images: [], NextToken: "2" });
    expect(await look(fakeAws({ answers: { DescribeImages: pages } }), "image", made("i-1"))).toEqual({ "i-1": linux });
  });

  const shapes: Record<string, [images: object[], image: object | null]> = {
    "an image without its platform": [[{ ImageId: "ami-1", Name: "own" }], { name: "own", platform: null }],
    "an image without a name": [[{ ImageId: "ami-1" }], null],
    "an image that AWS no longer shows": [[], null],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [Images, value]) => {
    expect(await look(fakeAws({ answers: { DescribeImages: { Images } } }), "image", made("i-1"))).toEqual({ "i-1": { value } });
  });

  it("asks nothing for instances of which AWS tells no image", async () => {
    expect(await look(fakeAws({ answers: {} }), "image", made("i-1", { imageId: null }))).toEqual({ "i-1": { value: null } });
  });

  it("says that it may not look", async () => {
    const known = await look(fakeAws({ answers: { DescribeImages: denied } }), "image", made("i-1"));
    expect(known["i-1"]?.failure?.kind).toBe("denied");
  });
});

describe("ec2 environment", () => {
  const tags = { "elasticbeanstalk:environment-id": "e-live" };
  const described = {
    ...{ EnvironmentId: "e-live", EnvironmentName: "shop-live", ApplicationName: "shop", CNAME: "shop.eu-west-1.elasticbeanstalk.com" },
    EnvironmentArn: "arn:aws:elasticbeanstalk:eu-west-1:111111111111:environment/shop/shop-live",
  };
  const live = {
    ...{
      id: "e-live",
      name: "shop-live",
      arn: described.EnvironmentArn,
      application: "shop",
      cname: "shop.eu-west-1.elasticbeanstalk.com",
    },
    applicationArn: "arn:aws:elasticbeanstalk:eu-west-1:111111111111:application/shop",
  };

  it("asks once for the distinct environments of instances with the tag, and leaves out terminated ones", async () => {
    const aws = fakeAws({ answers: { DescribeEnvironments: { Environments: [described] } } });
    const gone = { tags: { "elasticbeanstalk:environment-id": "e-gone" } };
    expect(await look(aws, "environment", made("i-1", { tags }), made("i-2", { tags }), made("i-3", gone), made("i-4"))).toEqual({
      "i-1": { value: live },
      "i-2": { value: live },
      "i-3": { value: null },
      "i-4": { value: null },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([
      expect.objectContaining({ EnvironmentIds: ["e-live", "e-gone"], IncludeDeleted: false }),
    ]);
  });

  const shapes: Record<string, [environment: object, expected: object]> = {
    "one without a host name yet": [{ CNAME: undefined }, { value: { ...live, cname: null } }],
    "no environment of another id, whatever was asked for": [{ EnvironmentId: "e-other" }, { value: null }],
    "nothing of a reply without the ARN": [{ EnvironmentArn: undefined }, { failure: expect.objectContaining({ kind: "failed" }) }],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [more, expected]) => {
    const aws = fakeAws({ answers: { DescribeEnvironments: { Environments: [{ ...described, ...more }] } } });
    expect(await look(aws, "environment", made("i-1", { tags }))).toEqual({ "i-1": expected });
  });

  it("asks nothing when no instance has the tag", async () => {
    expect(await look(fakeAws({ answers: {} }), "environment", made("i-1"))).toEqual({ "i-1": { value: null } });
  });

  it("says that it may not look", async () => {
    const known = await look(fakeAws({ answers: { DescribeEnvironments: denied } }), "environment", made("i-1", { tags }));
    expect(known["i-1"]?.failure?.kind).toBe("denied");
  });
});
