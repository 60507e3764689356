import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { lambdaFunction } from "./lambda_function.ts";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:111111111111:function:${name}`;
const one = { id: "f", arn: arn("f") };
const thrown = (error: Error) => () => {
  throw error;
};
const none = awsFault("ResourceNotFoundException", "The resource you requested does not exist.", 404);
const statement = (Sid: string, Resource: string, Principal: unknown = { AWS: "arn:aws:iam::222222222222:root" }) => ({
  ...{ Sid, Effect: "Allow", Principal, Action: "lambda:InvokeFunction", Resource },
});
const policy = (...Statement: object[]) => ({
  Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement }),
  RevisionId: "r",
});

interface Asked {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly Marker?: string;
}
/** A function without alias, version, policy and URL, but for what is given. */
const world = (answers: Record<string, object | ((asked: Asked) => object)> = {}) =>
  fakeAws({
    answers: {
      GetPolicy: thrown(none),
      GetFunctionUrlConfig: thrown(none),
      ListAliases: { Aliases: [] },
      ListVersionsByFunction: { Versions: [{ Version: "$LATEST" }] },
      ...answers,
    },
  });
const accessIn = async (aws: ReturnType<typeof fakeAws>) => (await lookAtAspect(lambdaFunction, aws, "access", [one])).get("f");

describe("lambda_function", () => {
  it("lists every page, and asks for the largest", async () => {
    const aws = fakeAws({
      answers: {
        ListFunctions: ({ Marker }: Asked) =>
          Marker
            ? { Functions: [{ FunctionName: "g", FunctionArn: arn("g") }] }
            : { Functions: [{ FunctionName: "f", FunctionArn: arn("f") }], NextMarker: "m" },
      },
    });
    expect(await listAll(lambdaFunction, aws)).toEqual([one, { id: "g", arn: arn("g") }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxItems: 50 }, { MaxItems: 50, Marker: "m" }]);
  });

  it("takes from the listing what it says of a function", async () => {
    const told = { FunctionName: "f", FunctionArn: arn("f"), Description: "Resizes", Runtime: "python3.13", PackageType: "Zip" };
    const base = { ...one, description: "Resizes", runtime: "python3.13", packageType: "Zip" };
    const rest = { LastModified: "2026-11-01T08:00:00.000+0000", CodeSha256: "x", Environment: { Variables: { KEY: "secret" } } };
    const aws = fakeAws({
      answers: { ListFunctions: { Functions: [{ ...told, ...rest }] }, GetFunctionConfiguration: { ...told, ...rest } },
    });
    expect(await listAll(lambdaFunction, aws)).toEqual([base]);
    expect(await findAll(lambdaFunction, aws, "f")).toEqual([base]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(lambdaFunction, fakeAws({ answers: { ListFunctions: {} } }))).toEqual([]);
  });

  const forms = {
    "its name": "f",
    "its ARN": arn("f"),
    "the ARN of an alias": arn("f:live"),
    "the ARN of $LATEST": arn("f:$LATEST"),
    "a partial ARN": "111111111111:function:f",
    "a name with a version": "f:7",
  };
  it.each(Object.entries(forms))("finds a function by %s", async (_, id) => {
    const aws = fakeAws({ answers: { GetFunctionConfiguration: { FunctionName: "f", FunctionArn: arn("f") } } });
    expect(await findAll(lambdaFunction, aws, id)).toEqual([one]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ FunctionName: "f" }]);
  });

  const strangers = {
    "another account": "arn:aws:lambda:eu-west-1:222222222222:function:f",
    "another account, in short": "222222222222:function:f",
    "another region": "arn:aws:lambda:us-east-1:111111111111:function:f",
    "something else": "arn:aws:lambda:eu-west-1:111111111111:layer:f:1",
    nothing: "",
  };
  it.each(Object.entries(strangers))("finds none for the name of %s, and does not ask", async (_, id) => {
    const aws = fakeAws({ answers: {} });
    expect([await findAll(lambdaFunction, aws, id), aws.calls]).toEqual([[], []]);
  });

  it("finds none that is gone, and throws when it may not look", async () => {
    expect(await findAll(lambdaFunction, fakeAws({ answers: { GetFunctionConfiguration: thrown(none) } }), "f")).toEqual([]);
    const denied = fakeAws({ answers: { GetFunctionConfiguration: thrown(awsFault("AccessDeniedException")) } });
    await expect(findAll(lambdaFunction, denied, "f")).rejects.toThrow("AccessDenied");
  });

  it("takes no policy and no URL as a fact, and asks four times", async () => {
    const aws = world();
    expect(await accessIn(aws)).toEqual({ value: { policies: {}, urls: {} } });
    expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([
      "GetFunctionUrlConfig",
      "GetPolicy",
      "ListAliases",
      "ListVersionsByFunction",
    ]);
  });

  it("tells a function without a policy from one that is gone, though AWS gives both one code", async () => {
    expect((await accessIn(world({ ListAliases: thrown(none), ListVersionsByFunction: thrown(none) })))?.failure?.kind).toBe("gone");
  });

  it("reads the policies of the function, of aliases and of versions on every page, each once", async () => {
    const policies: Record<string, object> = {
      "": policy(statement("b", arn("f")), statement("a", arn("f"), { AWS: "*" })),
      live: policy(statement("l", arn("f:live"), "*")),
      "2": policy(statement("v", arn("f:2"))),
    };
    const aws = world({
      GetPolicy: ({ Qualifier = "" }) => policies[Qualifier] ?? thrown(none)(),
      ListAliases: ({ Marker }) => (Marker ? { Aliases: [{ Name: "old" }] } : { Aliases: [{ Name: "live" }], NextMarker: "m" }),
      ListVersionsByFunction: ({ Marker }) =>
        Marker ? { Versions: [{ Version: "2" }] } : { Versions: [{ Version: "$LATEST" }, { Version: "1" }], NextMarker: "m" },
    });
    expect(await accessIn(aws)).toEqual({
      value: {
        policies: {
          $LATEST: [statement("a", arn("f"), "*"), statement("b", arn("f"))],
          live: [statement("l", arn("f:live"), "*")],
          "2": [statement("v", arn("f:2"))],
        },
        urls: {},
      },
    });
    const asked = aws.calls.filter(({ operation }) => operation === "GetPolicy").map(({ input }) => JSON.parse(JSON.stringify(input)));
    expect(asked).toEqual([
      { FunctionName: "f" },
      { FunctionName: "f", Qualifier: "live" },
      { FunctionName: "f", Qualifier: "old" },
      { FunctionName: "f", Qualifier: "1" },
      { FunctionName: "f", Qualifier: "2" },
    ]);
  });

  it("reads the URLs of the function and its aliases; versions have none", async () => {
    const url = (Qualifier?: string) => ({
      FunctionUrl: `https://${Qualifier ?? "main"}.example`,
      FunctionArn: arn(Qualifier ? `f:${Qualifier}` : "f"),
    });
    const aws = world({
      GetFunctionUrlConfig: ({ Qualifier }) => ({ ...url(Qualifier), AuthType: Qualifier ? "NONE" : "AWS_IAM" }),
      ListAliases: { Aliases: [{ Name: "live" }] },
      ListVersionsByFunction: { Versions: [{ Version: "1" }] },
    });
    const urls = { $LATEST: { url: "https://main.example", authType: "AWS_IAM" }, live: { url: "https://live.example", authType: "NONE" } };
    expect(await accessIn(aws)).toEqual({ value: { policies: {}, urls } });
    expect(aws.calls.filter(({ operation }) => operation === "GetFunctionUrlConfig")).toHaveLength(2);
  });

  const failures: Record<string, [answers: Record<string, object | (() => never)>, kind: string]> = {
    "a denied policy": [{ GetPolicy: thrown(awsFault("AccessDeniedException")) }, "denied"],
    "a denied URL": [{ GetFunctionUrlConfig: thrown(awsFault("AccessDeniedException")) }, "denied"],
    "an alias whose name no record can hold": [
      { ListAliases: { Aliases: [{ Name: "__proto__" }] }, GetPolicy: policy(statement("S", "r", "*")) },
      "failed",
    ],
    "denied aliases": [{ ListAliases: thrown(awsFault("AccessDeniedException")) }, "denied"],
    "denied versions": [{ ListVersionsByFunction: thrown(awsFault("AccessDeniedException")) }, "denied"],
    "a throttled call": [{ GetPolicy: thrown(awsFault("TooManyRequestsException")) }, "throttled"],
    "a reply without a policy": [{ GetPolicy: {} }, "failed"],
    "a URL of a kind that nobody knows": [
      { GetFunctionUrlConfig: { FunctionUrl: "https://x.example", FunctionArn: arn("f"), AuthType: "OPEN" } },
      "failed",
    ],
    "a URL without its kind": [{ GetFunctionUrlConfig: { FunctionUrl: "https://x.example", FunctionArn: arn("f") } }, "failed"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [answers, kind]) => {
    expect((await accessIn(world(answers)))?.failure?.kind).toBe(kind);
  });

  it("reads tags by the ARN, and none as none", async () => {
    const aws = fakeAws({
      answers: { ListTags: ({ Resource }: { Resource: string }) => (Resource === arn("f") ? { Tags: { owner: "x" } } : {}) },
    });
    const tags = await lookAtAspect(lambdaFunction, aws, "tags", [one, { id: "g", arn: arn("g") } as never]);
    expect([...tags]).toEqual([
      ["f", { value: { owner: "x" } }],
      ["g", { value: {} }],
    ]);
  });
});
