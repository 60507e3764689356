import { tableOf } from "@plumbline/cloudtrail-incremental/table-of";
import { translate } from "@plumbline/cloudtrail-incremental/translate";
import { beanstalkApplication } from "@plumbline/collectors/beanstalk_application";
import { beanstalkEnvironment } from "@plumbline/collectors/beanstalk_environment";
import { ecrImage } from "@plumbline/collectors/ecr_image";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { describe, expect, it } from "vitest";
import { beanstalkApplicationInCar } from "./beanstalk_application.ts";
import { beanstalkEnvironmentInCar } from "./beanstalk_environment.ts";
import { ecrImageInCar } from "./ecr_image.ts";
import { lambdaFunctionInCar } from "./lambda_function.ts";

const table = tableOf([beanstalkApplicationInCar, beanstalkEnvironmentInCar, ecrImageInCar, lambdaFunctionInCar]);
const prefix = "arn:aws:elasticbeanstalk:eu-west-1:111111111111";
const repository = "arn:aws:ecr:eu-west-1:111111111111:repository/team/web";

interface Row {
  readonly event: readonly [source: string, name: string];
  readonly request: object;
  readonly more?: object;
  readonly says: readonly string[];
}
const row = (source: string, name: string, request: object, ...says: string[]): Row => ({ event: [source, name], request, says });
const ofRepository = (name: string, effect: string): Row => ({
  ...row("ecr", name, { repositoryName: "team/web" }, `ecr_image ${repository} ${effect}`),
  more: { resources: [{ ARN: repository, accountId: "111111111111" }] },
});
const eb = "elasticbeanstalk";
/** Records of Beanstalk have no answer, and give the id or the name as the caller did. */
const rows: Readonly<Record<string, Row>> = {
  "an application is made": row(eb, "CreateApplication", { applicationName: "shop", tags: [] }, "beanstalk_application shop create"),
  "an application is described anew": row(eb, "UpdateApplication", { applicationName: "shop" }, "beanstalk_application shop update"),
  "an application goes": row(
    eb,
    "DeleteApplication",
    { applicationName: "shop", terminateEnvByForce: true },
    "beanstalk_application shop delete",
  ),
  "an application gets tags": row(
    eb,
    "UpdateTagsForResource",
    { resourceArn: `${prefix}:application/shop` },
    "beanstalk_application shop update",
  ),
  "an environment is made": row(
    eb,
    "CreateEnvironment",
    { applicationName: "shop", environmentName: "live", optionSettings: [] },
    `beanstalk_environment ${prefix}:application/shop create`,
  ),
  "environments of manifests are made": row(
    eb,
    "ComposeEnvironments",
    { applicationName: "shop", groupName: "test" },
    `beanstalk_environment ${prefix}:application/shop create`,
  ),
  "an environment is changed by its name": row(
    eb,
    "UpdateEnvironment",
    { applicationName: "shop", environmentName: "live" },
    "beanstalk_environment live update",
  ),
  "an environment is changed by its id": row(
    eb,
    "UpdateEnvironment",
    { environmentId: "e-1", environmentName: "live" },
    "beanstalk_environment e-1 update",
  ),
  "an environment is built anew": row(eb, "RebuildEnvironment", { environmentId: "e-1" }, "beanstalk_environment e-1 update"),
  "an environment goes": row(eb, "TerminateEnvironment", { environmentName: "live" }, "beanstalk_environment live delete"),
  "an environment gets tags": row(
    eb,
    "UpdateTagsForResource",
    { resourceArn: `${prefix}:environment/shop/live` },
    "beanstalk_environment live update",
  ),
  "names are swapped by id": row(
    eb,
    "SwapEnvironmentCNAMEs",
    { sourceEnvironmentId: "e-1", destinationEnvironmentId: "e-2" },
    "beanstalk_environment e-1 update",
    "beanstalk_environment e-2 update",
  ),
  "names are swapped by name": row(
    eb,
    "SwapEnvironmentCNAMEs",
    { sourceEnvironmentName: "live", destinationEnvironmentName: "next" },
    "beanstalk_environment live update",
    "beanstalk_environment next update",
  ),
  "an application of CodeDeploy": row("codedeploy", "CreateApplication", { applicationName: "shop" }),
  "a platform gets tags": row(eb, "UpdateTagsForResource", { resourceArn: `${prefix}:platform/own/1.0.0` }),

  "an image is pushed": ofRepository("PutImage", "create"),
  "images are deleted": ofRepository("BatchDeleteImage", "delete"),
  "a repository is deleted with its images": ofRepository("DeleteRepository", "delete"),

  "a function is made": row("lambda", "CreateFunction20150331", { functionName: "f" }, "lambda_function f create"),
  "a function is configured": row("lambda", "UpdateFunctionConfiguration20150331v2", { functionName: "f" }, "lambda_function f update"),
  "a function's code, which is in no fact": row("lambda", "UpdateFunctionCode20150331v2", { functionName: "f" }),
  "a function's policy, which CAR does not have": row("lambda", "AddPermission20150331v2", { functionName: "f" }),
  "a function gets tags": row(
    "lambda",
    "TagResource20170331v2",
    { resource: "arn:aws:lambda:eu-west-1:111111111111:function:f" },
    "lambda_function f update",
  ),
  "a function loses tags": row("lambda", "UntagResource20170331v2", { resource: "f" }, "lambda_function f update"),
  "a function goes": row("lambda", "DeleteFunction20150331", { functionName: "f" }, "lambda_function f delete"),
};

describe("events of what runs", () => {
  it.each(Object.entries(rows))("say that %s", (_, { event: [source, eventName], request, more, says }) => {
    const record = {
      ...{ eventSource: `${source}.amazonaws.com`, eventName, awsRegion: "eu-west-1", recipientAccountId: "111111111111" },
      ...{ eventID: "1", requestParameters: request, responseElements: null, ...more },
    };
    const done = translate(record, table, { roles: [], principals: [] });
    const messages = done.kind === "messages" ? done.messages : [];
    expect(messages.map(({ ref, effect }) => `${ref.type} ${ref.id} ${effect}`)).toEqual(says);
    expect(done.kind).not.toBe("unreadable");
  });

  it("have a row for each that a projection follows", () => {
    const told = new Set(
      Object.values(rows).flatMap(({ event: [source, name], says }) =>
        says.map((one) => `${source}.amazonaws.com ${name} ${one.split(" ")[0]}`),
      ),
    );
    const followed = table.rows.map(({ source, name, type }) => `${source} ${name} ${type}`);
    expect(followed.filter((one) => !told.has(one))).toEqual([]);
    expect(new Set(table.rows.map(({ type }) => type))).toEqual(
      new Set([beanstalkApplication, beanstalkEnvironment, ecrImage, lambdaFunction].map(({ type }) => type)),
    );
  });

  it("that name an environment which is gone lead to it by what its projection was read from", () => {
    const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
    const arn = `${prefix}:environment/shop/live`;
    const facts = {
      id: "e-1",
      name: "live",
      arn,
      application: "shop",
      applicationArn: `${prefix}:application/shop`,
      status: "Ready",
      tags: {},
    };
    const sources = beanstalkEnvironmentInCar.project(facts, place)?.readFrom ?? [];
    const named = ["an environment goes", "an application goes"].flatMap((name) => rows[name]?.says ?? []);
    expect(named.map((one) => one.split(" ").slice(0, 2).join("/")).sort()).toEqual([...sources].sort());
  });
});
