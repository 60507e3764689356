import { describe, expect, it } from "vitest";
import { beanstalkApplicationInCar } from "./beanstalk_application.ts";
import { beanstalkEnvironmentInCar } from "./beanstalk_environment.ts";
import { faultsOf } from "./faults-of.fixture.ts";

const prefix = "arn:aws-us-gov:elasticbeanstalk:us-gov-west-1:111111111111";
const place = { partition: "aws-us-gov", account: "111111111111", region: "us-gov-west-1" };

describe("beanstalk_application in CAR", () => {
  const application = { id: "shop", arn: `${prefix}:application/shop`, tags: {} };
  const row = { external_id: application.arn, name: "shop", app_type: "AWS Elastic Beanstalk application" };
  const cases: Record<string, [facts: object, row: object]> = {
    "an application": [{ createdAt: "2026-10-01T10:00:00.000Z" }, {}],
    "one with a description and tags": [
      { description: "The shop", tags: { team: "shop", "aws:cloudformation:stack-name": "s" } },
      { description: "The shop", tag: ["team=shop"] },
    ],
    "one with an empty description": [{ description: "" }, {}],
  };
  it.each(Object.entries(cases))("is a vertex for %s", (_, [facts, rest]) => {
    const contribution = beanstalkApplicationInCar.project({ ...application, ...facts }, place)!;
    expect(contribution).toEqual({ vertices: [{ collection: "application", row: { ...row, ...rest } }], edges: [] });
    expect(faultsOf(contribution)).toEqual([]);
  });
});

describe("beanstalk_environment in CAR", () => {
  const arn = `${prefix}:environment/shop/shop-live`;
  const environment = {
    ...{ id: "e-live", name: "shop-live", arn, application: "shop", applicationArn: `${prefix}:application/shop` },
    ...{ status: "Ready", tags: {} },
  };
  const row = { external_id: arn, name: "shop-live", app_type: "AWS Elastic Beanstalk environment", status: "Ready" };
  const cname = "shop-live.us-gov-west-1.elasticbeanstalk.com";
  const readFrom = ["beanstalk_environment/shop-live", "beanstalk_application/shop"];

  it("is an application and the host name that users call", () => {
    const facts = {
      ...environment,
      cname,
      endpoint: "awseb-1.us-gov-west-1.elb.amazonaws.com",
      description: "Live",
      tags: { b: "2", a: "1" },
    };
    const contribution = beanstalkEnvironmentInCar.project(facts, place)!;
    expect(contribution).toEqual({
      vertices: [
        { collection: "application", row: { ...row, description: "Live", tag: ["a=1", "b=2"] } },
        { collection: "hostname", row: { _key: cname, host_name: cname } },
      ],
      edges: [],
      readFrom,
    });
    expect(faultsOf(contribution)).toEqual([]);
  });

  it.each(["192.0.2.7", "2001:db8::7"])("has the address of its only instance, %s", (endpoint) => {
    const contribution = beanstalkEnvironmentInCar.project({ ...environment, cname, endpoint }, place)!;
    expect(contribution.vertices.slice(2)).toEqual([{ collection: "ipaddress", row: { _key: endpoint } }]);
    expect(contribution.edges).toEqual([{ collection: "application_ipaddress", from: arn, to: endpoint }]);
    expect(faultsOf(contribution)).toEqual([]);
  });

  it("is only an application as long as it has neither", () => {
    const contribution = beanstalkEnvironmentInCar.project({ ...environment, status: "Launching" }, place)!;
    expect(contribution).toEqual({ vertices: [{ collection: "application", row: { ...row, status: "Launching" } }], edges: [], readFrom });
  });

  it.each(["Terminating", "Terminated"])("is not put in when it is %s", (status) => {
    expect(beanstalkEnvironmentInCar.project({ ...environment, cname, status }, place)).toBeUndefined();
  });
});
