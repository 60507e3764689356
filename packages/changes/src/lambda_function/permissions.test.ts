import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { FunctionAccess } from "@plumbline/collectors/facts/function-access";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import type { PolicyStatement } from "@plumbline/collectors/policy/document";
import { describe, expect, it } from "vitest";
import { toPermission } from "./permission.ts";
import { lambdaFunctionPermissions } from "./permissions.ts";
import { writeLambdaFunctionPermissions } from "./permissions.write.ts";
import { lambdaStandIn } from "./stand-in.fixture.ts";

const arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
const one = { id: "f", arn };
const allow = (Sid: string, more: object = {}): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Principal: "*",
  Action: "lambda:InvokeFunction",
  Resource: arn,
  ...more,
});
const a = allow("A");
const b = allow("B", {
  Principal: { Service: "s3.amazonaws.com" },
  Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::x" }, StringEquals: { "AWS:SourceAccount": "111111111111" } },
});
const live = allow("A", {
  Resource: `${arn}:live`,
  Action: "lambda:InvokeFunctionUrl",
  Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
});
const version = allow("V", { Resource: `${arn}:7`, Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } } });
const deny = allow("Z", { Effect: "Deny" });
const nameless = { Effect: "Allow", Principal: "*", Action: "lambda:GetFunction", Resource: arn };

describe("lambda_function/permissions", () => {
  testChange(it, lambdaFunctionPermissions, {
    "statements of function, alias and version": {
      value: { policies: { $LATEST: [a, b], live: [live], "7": [version] }, urls: {} },
      states: [{ $LATEST: { B: b } }, { $LATEST: { A: a }, live: { A: live } }],
    },
    "statements that it is not about, which stay": {
      value: { policies: { $LATEST: [nameless, a, deny] }, urls: {} },
      states: [{}, { $LATEST: { B: b } }],
    },
    "a statement whose Sid no record can hold, which stays": {
      value: { policies: { $LATEST: [a, allow("__proto__")] }, urls: {} },
      states: [{}, { $LATEST: { B: b } }],
    },
    "an alias named like a method of every object": { value: { policies: {}, urls: {} }, states: [{ toString: { A: live } }, {}] },
    "no policy": { value: { policies: {}, urls: {} }, states: [{ $LATEST: { A: a } }, {}] },
  });

  const writable: Record<string, [statement: PolicyStatement, parameters: object]> = {
    anyone: [a, { Principal: "*" }],
    "a service for one source": [b, { Principal: "s3.amazonaws.com", SourceArn: "arn:aws:s3:::x", SourceAccount: "111111111111" }],
    "a URL without authentication": [live, { Action: "lambda:InvokeFunctionUrl", Principal: "*", FunctionUrlAuthType: "NONE" }],
    "calls through a URL": [version, { Principal: "*", InvokedViaFunctionUrl: true }],
    "an organization": [
      allow("O", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }),
      { Principal: "*", PrincipalOrgID: "o-1234567890" },
    ],
    "an Alexa skill": [
      allow("S", {
        Principal: { Service: "alexa-connectedhome.amazon.com" },
        Condition: { StringEquals: { "lambda:EventSourceToken": "t" } },
      }),
      { Principal: "alexa-connectedhome.amazon.com", EventSourceToken: "t" },
    ],
    "another account": [
      allow("C", { Principal: { AWS: "arn:aws:iam::222222222222:root" } }),
      { Principal: "arn:aws:iam::222222222222:root" },
    ],
    "a function in China": [allow("N", { Resource: "arn:aws-cn:lambda:cn-north-1:111111111111:function:f" }), { Principal: "*" }],
  };
  it.each(Object.entries(writable))("AddPermission can write %s", (_, [statement, parameters]) => {
    expect(toPermission(statement)).toEqual({ StatementId: statement.Sid, Action: "lambda:InvokeFunction", ...parameters });
  });

  const unwritable: Record<string, PolicyStatement> = {
    "a Deny": deny,
    "a statement without a Sid": allow("", { Sid: undefined }),
    "a Sid with a space": allow("A B"),
    "several actions": allow("A", { Action: ["lambda:InvokeFunction", "lambda:GetFunction"] }),
    "all actions but one": allow("A", { Action: undefined, NotAction: "lambda:GetFunction" }),
    "several principals": allow("A", { Principal: { AWS: ["arn:aws:iam::222222222222:root", "*"] } }),
    "two kinds of principals": allow("A", { Principal: { AWS: "*", Service: "s3.amazonaws.com" } }),
    "all but a principal": allow("A", { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::222222222222:root" } }),
    "several resources": allow("A", { Resource: [arn] }),
    "a pattern of resources": allow("A", { Resource: `${arn}:*` }),
    "a condition on something else": allow("A", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
    "a condition in another spelling": allow("A", { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::x" } } }),
    "a condition with several values": allow("A", { Condition: { StringEquals: { "AWS:SourceAccount": ["111111111111"] } } }),
    "a condition without keys": allow("A", { Condition: { StringEquals: {} } }),
    "a URL of a kind that nobody knows": allow("A", { Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "OPEN" } } }),
    "calls that do not come through a URL": allow("A", { Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "false" } } }),
    "a key that AddPermission does not have": allow("A", { FunctionUrlAuthType: "NONE" }),
  };
  it.each(Object.entries(unwritable))("AddPermission can't write %s", (_, statement) => {
    expect(toPermission(JSON.parse(JSON.stringify(statement)))).toBeUndefined();
  });

  const ends = { from: { $LATEST: { A: a, B: b }, live: { A: live } }, to: { $LATEST: { B: b } } };
  it("removes single statements, each in its own policy", async () => {
    const aws = fakeAws({ answers: { RemovePermission: {} } });
    await writeLambdaFunctionPermissions.write(aws, one, ends);
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["RemovePermission", { FunctionName: "f", StatementId: "A" }],
      ["RemovePermission", { FunctionName: "f", Qualifier: "live", StatementId: "A" }],
    ]);
  });

  it("adds them again under their Sids", async () => {
    const aws = fakeAws({ answers: { AddPermission: {} } });
    await writeLambdaFunctionPermissions.write(aws, one, { from: ends.to, to: ends.from });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["AddPermission", { FunctionName: "f", StatementId: "A", Action: "lambda:InvokeFunction", Principal: "*" }],
      [
        "AddPermission",
        {
          FunctionName: "f",
          Qualifier: "live",
          StatementId: "A",
          Action: "lambda:InvokeFunctionUrl",
          Principal: "*",
          FunctionUrlAuthType: "NONE",
        },
      ],
    ]);
  });

  it("removes a statement before it adds another under the same Sid", async () => {
    const aws = fakeAws({ answers: { AddPermission: {}, RemovePermission: {} } });
    await writeLambdaFunctionPermissions.write(aws, one, {
      from: { $LATEST: { A: a } },
      to: { $LATEST: { A: allow("A", { Action: "lambda:GetFunction" }) } },
    });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["RemovePermission", "AddPermission"]);
  });

  it("goes on when a statement was removed meanwhile, and not when it may not remove", async () => {
    const removing = (name: string) => {
      const aws = fakeAws({
        answers: {
          RemovePermission: () => {
            throw awsFault(name, "no", name === "AccessDeniedException" ? 403 : 404);
          },
        },
      });
      return writeLambdaFunctionPermissions.write(aws, one, ends);
    };
    await expect(removing("ResourceNotFoundException")).resolves.toBeUndefined();
    await expect(removing("AccessDeniedException")).rejects.toThrow("AccessDenied");
  });

  it("says so where it can't add", async () => {
    await expect(
      writeLambdaFunctionPermissions.write(fakeAws({ answers: {} }), one, { from: {}, to: { $LATEST: { Z: deny } } }),
    ).rejects.toThrow("PutResourcePolicy");
  });

  it("stand-in: after removal and undo the facts are as before, whatever the order in which AWS lists them", async () => {
    const aws = lambdaStandIn({ $LATEST: [b, a], live: [live], "7": [version] });
    const read = async () => FunctionAccess.parse((await lookAtAspect(lambdaFunction, aws, "access", [one])).get("f")?.value);
    const before = await read();
    const from = lambdaFunctionPermissions.view(before);
    const to = { $LATEST: { B: b } };
    await writeLambdaFunctionPermissions.write(aws, one, { from, to });
    expect(await read()).toEqual({ policies: { $LATEST: [b] }, urls: {} });
    await writeLambdaFunctionPermissions.write(aws, one, { from: to, to: from });
    expect(await read()).toEqual(before);
  });
});
