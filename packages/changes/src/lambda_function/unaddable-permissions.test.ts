import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { describe, expect, it } from "vitest";
import { lambdaStandIn } from "./stand-in.fixture.ts";
import { lambdaFunctionUnaddablePermissions } from "./unaddable-permissions.ts";
import { writeLambdaFunctionUnaddablePermissions } from "./unaddable-permissions.write.ts";

const arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
const one = { id: "f", arn };
const wide = {
  Sid: "Wide",
  Effect: "Allow" as const,
  Principal: "*",
  Action: ["lambda:InvokeFunction", "lambda:GetFunction"],
  Resource: arn,
};
const bare = { ...wide, Sid: "Bare", Action: "lambda:InvokeFunction" };
const feed = {
  Sid: "Feed",
  Effect: "Allow" as const,
  Principal: { Service: "s3.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: arn,
};

describe("lambda_function/unaddable-permissions", () => {
  testChange(it, lambdaFunctionUnaddablePermissions, {
    "beside a statement that can be added, which stays": {
      value: { policies: { $LATEST: [feed, wide] }, urls: {} },
      states: [{}, { $LATEST: { Wide: wide } }],
    },
    "a condition that is empty, which AddPermission leaves out": {
      value: { policies: { $LATEST: [{ ...bare, Condition: {} }] }, urls: {} },
      states: [{}, { $LATEST: { Bare: { ...bare, Condition: {} } } }],
    },
    "no policy": { value: { policies: {}, urls: {} }, states: [{}, { $LATEST: { Wide: wide } }] },
  });

  it("can't be undone, and says why", () => {
    expect(lambdaFunctionUnaddablePermissions.undo).toEqual({ impossible: expect.stringContaining("AddPermission") });
  });

  it("removes the statement", async () => {
    const aws = fakeAws({ answers: { RemovePermission: {} } });
    await writeLambdaFunctionUnaddablePermissions.write(aws, one, { from: { $LATEST: { Wide: wide } }, to: {} });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["RemovePermission", { FunctionName: "f", StatementId: "Wide" }],
    ]);
  });

  it("gives none back, and makes no call", async () => {
    const aws = fakeAws({ answers: {} });
    await expect(writeLambdaFunctionUnaddablePermissions.write(aws, one, { from: {}, to: { $LATEST: { Wide: wide } } })).rejects.toThrow(
      "statements Wide of f",
    );
    expect(aws.calls).toEqual([]);
  });

  it("stand-in: only that statement goes", async () => {
    const aws = lambdaStandIn({ $LATEST: [wide, feed] });
    await writeLambdaFunctionUnaddablePermissions.write(aws, one, { from: { $LATEST: { Wide: wide } }, to: {} });
    expect((await lookAtAspect(lambdaFunction, aws, "access", [one])).get("f")?.value).toEqual({ policies: { $LATEST: [feed] }, urls: {} });
  });
});
