import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Aws } from "@plumbline/audit-kit/define";
import { mainRegion } from "@plumbline/aws-session/partition";
import { accountRoot, arn } from "@plumbline/finding-model/arn";
import { type Kitchen, type Made, nameTag, type Recipe, underscored } from "../recipe.ts";
import { unless } from "../unless.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-lambda");
const iamSdk = () => import("@aws-sdk/client-iam");
const names = { policy: underscored, url: `${underscored}-url` } as const;
/** One role for each region, so that no region's `destroy` takes away another's. */
const roleName = ({ region }: Aws) => `${underscored}-lambda-${region}`;

/** A zip file of one file: `index.js`, `exports.handler = async () => "ok";`. */
const code = `UEsDBBQAAAAAAAAAIQAAklW6JAAAACQAAAAIAAAAaW5kZXguanNleHBvcnRzLmhhbmRsZXIgPSBhc3luYyAoKSA9PiAib2siOwpQSwECFAMUAAAAAAAAACEA
AJJVuiQAAAAkAAAACAAAAAAAAAAAAAAApAEAAAAAaW5kZXguanNQSwUGAAAAAAEAAQA2AAAASgAAAAAA`;

/** A function that anyone may call beside a good statement that must stay, and one that anyone may call by its URL. */
export const lambdaFunction: Recipe = {
  name: "lambda-function",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "anyone may call two functions, of which none may run at a time, and which would only say ok",
  async make(kitchen): Promise<readonly Made[]> {
    const { aws } = kitchen;
    const { AddPermissionCommand, CreateFunctionUrlConfigCommand, LambdaClient } = await sdk();
    const client = aws.client(LambdaClient);
    const role = await makeRole(aws);
    for (const FunctionName of Object.values(names)) await makeFunction(client, kitchen, FunctionName);
    const allow = (FunctionName: string, StatementId: string, Action: string, Principal: string) =>
      client.send(new AddPermissionCommand({ FunctionName, StatementId, Action, Principal }));
    await allow(names.policy, "Own", "lambda:InvokeFunction", accountRoot(aws));
    await allow(names.policy, "Open", "lambda:InvokeFunction", "*");
    await client.send(new CreateFunctionUrlConfigCommand({ FunctionName: names.url, AuthType: "NONE" }));
    await allow(names.url, "OpenUrl", "lambda:InvokeFunctionUrl", "*");
    await allow(names.url, "Open", "lambda:InvokeFunction", "*");
    const fails = [{ check: "lambda_function/not-public", fromDays: 0 }];
    return [
      { type: "iam_role", id: role, region: mainRegion(aws.partition), fails: [] },
      ...Object.values(names).map((id) => ({ type: "lambda_function", id, fails })),
    ];
  },
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const { LambdaClient, DeleteFunctionCommand, paginateListFunctions } = await sdk();
    const { IAMClient, DeleteRoleCommand } = await iamSdk();
    const client = aws.client(LambdaClient);
    const found: string[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client }, { MaxItems: 50 }))
      found.push(...Functions.flatMap(({ FunctionName = "" }) => (FunctionName.startsWith(underscored) ? [FunctionName] : [])));
    for (const FunctionName of found) await client.send(new DeleteFunctionCommand({ FunctionName }));
    const RoleName = roleName(aws);
    const deleted = await unless(/^NoSuchEntity/, aws.client(IAMClient).send(new DeleteRoleCommand({ RoleName })));
    return deleted ? [...found, RoleName] : found;
  },
};

/** A role that may do nothing. */
async function makeRole(aws: Aws): Promise<string> {
  const { IAMClient, CreateRoleCommand } = await iamSdk();
  const RoleName = roleName(aws);
  const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [lambda] });
  const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: [nameTag] });
  await unless(/^EntityAlreadyExists/, aws.client(IAMClient).send(command));
  return RoleName;
}

/** Makes a function, as soon as Lambda can use the new role, and keeps it from ever running before anyone may call it. */
async function makeFunction(client: LambdaClient, kitchen: Kitchen, FunctionName: string): Promise<void> {
  const { CreateFunctionCommand, PutFunctionConcurrencyCommand } = await sdk();
  const { aws } = kitchen;
  const command = new CreateFunctionCommand({
    FunctionName,
    Runtime: "nodejs22.x",
    Role: arn({ ...aws, service: "iam", region: "", resource: `role/${roleName(aws)}` }),
    Handler: "index.handler",
    Code: { ZipFile: Buffer.from(code, "base64") },
    Tags: { [nameTag.Key]: nameTag.Value },
  });
  const isMade = async () => (await unless(/cannot be assumed by Lambda/, client.send(command))) !== undefined;
  await untilReady(`the role of ${FunctionName}`, kitchen, isMade);
  const none = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
  await untilReady(
    `the function ${FunctionName}`,
    kitchen,
    async () => (await unless(/^ResourceConflictException/, client.send(none))) !== undefined,
  );
}
