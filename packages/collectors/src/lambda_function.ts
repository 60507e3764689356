import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { FunctionAccess } from "./facts/function-access.ts";
import { readFunctionAccess } from "./facts/read-function-access.ts";
import { Tags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-lambda");
const source = "lambda.amazonaws.com";
const functionName = "requestParameters.functionName";
// CloudTrail adds the version of the API to the names of the older operations.
const updates = [
  "AddPermission20150331v2",
  "RemovePermission20150331v2",
  "CreateFunctionUrlConfig",
  "UpdateFunctionUrlConfig",
  "DeleteFunctionUrlConfig",
  "CreateAlias20150331",
  "DeleteAlias20150331",
  "PublishVersion20150331",
] as const;

/** A name, or an ARN whole or from the account on, each with or without a qualifier. */
const reference = /^(?:(?:arn:[^:]+:lambda:(?<region>[^:]+):)?(?<account>\d{12}):function:)?(?<name>[\w-]+)(?::[\w$-]+)?$/;

/** The name of a function of this place; undefined for what has another kind of ARN, such as a layer or an event source mapping. */
function toId(id: string, place: EventPlace): string | undefined {
  const { account = place.account, region = place.region, name } = reference.exec(id)?.groups ?? {};
  return account === place.account && region === place.region ? name : undefined;
}

const toBase = (one: FunctionConfiguration) => ({
  id: one.FunctionName ?? "",
  arn: one.FunctionArn ?? "",
  description: one.Description,
  runtime: one.Runtime,
  packageType: one.PackageType,
});

/** A Lambda function, named by its name. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const lambdaFunction = defineCollector({
  type: "lambda_function",
  title: "Lambda function",
  scope: "regional",
  iam: ["lambda:ListFunctions"],
  findIam: ["lambda:GetFunctionConfiguration"],
  gone: ["ResourceNotFoundException"],
  base: z.object({
    id: z.string().min(1),
    arn: z.string(),
    description: z.string().optional(),
    /** Such as `python3.13`; a function of a container image has none. */
    runtime: z.string().optional(),
    /** Zip or Image; it can't be changed. */
    packageType: z.string().optional(),
  }),
  async *list(aws) {
    const { LambdaClient, paginateListFunctions } = await sdk();
    for await (const page of paginateListFunctions({ client: aws.client(LambdaClient) }, { MaxItems: 50 }))
      yield* (page.Functions ?? []).map(toBase);
  },
  async find(aws, id) {
    const name = toId(id, aws);
    if (name === undefined) return [];
    const { LambdaClient, GetFunctionConfigurationCommand } = await sdk();
    return [toBase(await aws.client(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName: name })))];
  },
  aspects: {
    access: {
      iam: ["lambda:GetPolicy", "lambda:GetFunctionUrlConfig", "lambda:ListAliases", "lambda:ListVersionsByFunction"],
      schema: FunctionAccess,
      fetch: (aws, { id }) => readFunctionAccess(aws, id),
    },
    tags: {
      iam: ["lambda:ListTags"],
      schema: Tags,
      async fetch(aws, { arn }) {
        const { LambdaClient, ListTagsCommand } = await sdk();
        return (await aws.client(LambdaClient).send(new ListTagsCommand({ Resource: arn }))).Tags ?? {};
      },
    },
  },
  events: [
    { source, name: "CreateFunction20150331", effect: "create", id: functionName, toId },
    // Code is in no fact, so that a deployment is no event.
    { source, name: "UpdateFunctionConfiguration20150331v2", effect: "update", touches: [], id: functionName, toId },
    ...updates.map((name) => ({ source, name, effect: "update", touches: ["access"], id: functionName, toId }) as const),
    { source, name: "PutResourcePolicy", effect: "update", touches: ["access"], id: "requestParameters.resourceArn", toId },
    { source, name: "DeleteResourcePolicy", effect: "update", touches: ["access"], id: "requestParameters.resourceArn", toId },
    { source, name: "TagResource20170331v2", effect: "update", touches: ["tags"], id: "requestParameters.resource", toId },
    { source, name: "UntagResource20170331v2", effect: "update", touches: ["tags"], id: "requestParameters.resource", toId },
    { source, name: "DeleteFunction20150331", effect: "delete", id: functionName, toId },
  ],
});
