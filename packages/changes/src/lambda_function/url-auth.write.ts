import { defineWriter } from "@plumbline/audit-kit/define";
import { qualified } from "@plumbline/collectors/facts/function-access";
import { lambdaFunctionUrlAuth } from "./url-auth.ts";

/** What is left out of the call stays as it is. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html */
export const writeLambdaFunctionUrlAuth = defineWriter(lambdaFunctionUrlAuth, async (aws, { id }, { from, to }) => {
  const { LambdaClient, UpdateFunctionUrlConfigCommand } = await import("@aws-sdk/client-lambda");
  for (const [qualifier, AuthType] of Object.entries(to)) {
    if (from[qualifier] === AuthType) continue;
    await aws.client(LambdaClient).send(new UpdateFunctionUrlConfigCommand({ ...qualified(id, qualifier), AuthType }));
  }
});
