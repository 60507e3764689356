import { testAuditor } from "@plumbline/audit-kit/testing";
import type { PolicyStatement } from "@plumbline/collectors/policy/document";
import { describe, expect, it } from "vitest";
import { lambdaFunctionNotPublic } from "./not-public.ts";

const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
const allow = (Sid: string, more: object = {}): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Principal: "*",
  Action: "lambda:InvokeFunction",
  Resource: arn,
  ...more,
});
const anyone = allow("Open");
const own = allow("Own", { Principal: { AWS: "arn:aws:iam::000000000000:root" } });
const other = allow("Other", { Principal: { AWS: "arn:aws:iam::999999999999:root" } });
const feed = allow("Feed", {
  Principal: { Service: "s3.amazonaws.com" },
  Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" }, StringEquals: { "AWS:SourceAccount": "000000000000" } },
});
const anyFeed = allow("AnyFeed", { Principal: { Service: "s3.amazonaws.com" } });
const sourced = (StringEquals: object) => ({ ...anyFeed, Condition: { StringEquals } }) as PolicyStatement;
const byUrl = (authType: string) =>
  allow("Url", { Action: "lambda:InvokeFunctionUrl", Condition: { StringEquals: { "lambda:FunctionUrlAuthType": authType } } });
const throughUrl = allow("ViaUrl", { Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } } });
const unaddable = allow("Wide", { Action: ["lambda:InvokeFunction", "lambda:GetFunction"] });
const openUrl = { url: "https://a.lambda-url.us-east-1.on.aws/", authType: "NONE" };
const signedUrl = { ...openUrl, authType: "AWS_IAM" };

type Policies = Record<string, PolicyStatement[]>;
const facts = (policies: Policies, urls: Record<string, typeof openUrl> = {}) => ({ id: "f", arn, access: { policies, urls } });

describe("lambda_function/not-public", () => {
  testAuditor(it, lambdaFunctionNotPublic, {
    pass: {
      "no policy": { facts: facts({}) },
      "a policy without statements": { facts: facts({ $LATEST: [] }) },
      "named principals, also of another account": { facts: facts({ $LATEST: [other, own], live: [own] }) },
      "a feed of one bucket": { facts: facts({ $LATEST: [feed] }) },
      "anyone of the organization": {
        facts: facts({ $LATEST: [allow("Org", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } })] }),
      },
      "a denial of everyone": { facts: facts({ $LATEST: [allow("Deny", { Effect: "Deny" })] }) },
      "anyone, whom a Deny of the same policy leaves nothing": { facts: facts({ $LATEST: [allow("Deny", { Effect: "Deny" }), anyone] }) },
      "a signed URL": { facts: facts({ $LATEST: [own] }, { $LATEST: signedUrl }) },
      "a URL without authentication that no policy lets anyone call, where that is enough": {
        facts: facts({ $LATEST: [own] }, { $LATEST: openUrl, live: openUrl }),
        settings: { requireUrlAuth: false },
      },
      "a feed for the own account": { facts: facts({ $LATEST: [sourced({ "aws:SourceAccount": "000000000000" })] }) },
      "a feed for the organization": { facts: facts({ live: [sourced({ "aws:SourceOrgID": "o-1234567890" })] }) },
      "the own account in GovCloud": {
        facts: facts({ $LATEST: [allow("Own", { Principal: { AWS: "arn:aws-us-gov:iam::000000000000:root" } })] }),
        partition: "aws-us-gov",
        region: "us-gov-west-1",
      },
    },
    fail: {
      anyone: { facts: facts({ $LATEST: [anyone] }), remedy: "cured" },
      "anyone beside good statements, which stay": { facts: facts({ $LATEST: [feed, anyone, own] }), remedy: "cured" },
      "anyone, by the policy of an alias": {
        facts: facts({ $LATEST: [own], live: [anyone] }),
        remedy: "cured",
        blastRadius: { affected: [{ kind: "principal", id: "*" }] },
      },
      "anyone, by the policy of a version": { facts: facts({ "7": [anyone] }), remedy: "cured" },
      "anyone, whom only the Deny of another policy keeps out": {
        facts: facts({ $LATEST: [allow("Deny", { Effect: "Deny" })], live: [anyone] }),
        remedy: "cured",
      },
      "one Sid in two policies, of which one is open": {
        facts: facts({ $LATEST: [anyone], live: [{ ...own, Sid: "Open" }] }),
        remedy: "cured",
      },
      "anyone on a condition that limits nobody": {
        facts: facts({ $LATEST: [allow("Tls", { Condition: { Bool: { "aws:SecureTransport": "true" } } })] }),
        remedy: "cured",
      },
      "anyone by a URL without authentication": {
        facts: facts({ $LATEST: [byUrl("NONE"), throughUrl] }, { $LATEST: openUrl }),
        remedy: "cured",
      },
      "anyone with an AWS account by a signed URL": {
        facts: facts({ $LATEST: [byUrl("AWS_IAM")] }, { $LATEST: signedUrl }),
        remedy: "cured",
      },
      "anyone by the URL of an alias, where that of the function stays as it is": {
        facts: facts({ live: [byUrl("NONE")] }, { $LATEST: openUrl, live: openUrl }),
        settings: { requireUrlAuth: false },
        remedy: "cured",
      },
      "anyone by a URL that is not there yet": { facts: facts({ $LATEST: [byUrl("NONE")] }), remedy: "cured" },
      "a statement that can't be added again": { facts: facts({ $LATEST: [own, unaddable] }), remedy: "cured" },
      "statements of both kinds and a URL": {
        facts: facts({ $LATEST: [anyone, allow("Star", { Action: "lambda:*" }), unaddable] }, { $LATEST: openUrl }),
        remedy: "cured",
      },
      "a statement without a Sid": {
        facts: facts({ $LATEST: [{ Effect: "Allow", Principal: "*", Action: "lambda:*", Resource: arn }] }),
        remedy: { none: "without a Sid" },
      },
      "an open statement whose Sid no record can hold": {
        facts: facts({ $LATEST: [own, allow("__proto__")] }),
        remedy: { none: "the Sid __proto__" },
      },
      "a URL without authentication that no policy lets anyone call": {
        facts: facts({ $LATEST: [own] }, { $LATEST: openUrl, live: openUrl }),
        remedy: "cured",
        blastRadius: { affected: [] },
      },
      "a URL without authentication beside a signed one": {
        facts: facts({}, { $LATEST: openUrl, live: signedUrl }),
        remedy: "cured",
      },
      "a service for anyone": { facts: facts({ $LATEST: [own], live: [anyFeed] }), remedy: { none: "aws:SourceArn or aws:SourceAccount" } },
      "a service for anyone where no URL counts": {
        facts: facts({ $LATEST: [anyFeed] }, { $LATEST: openUrl }),
        settings: { requireUrlAuth: false },
        remedy: { none: "by hand" },
      },
    },
  });

  const input = (access: ReturnType<typeof facts>["access"]) => ({
    ...{ facts: { id: "f", arn, access }, settings: { requireUrlAuth: false }, context: {}, partition: "aws", region: "us-east-1" },
    ...{ account: { id: "000000000000", kind: "prod" as const }, knownAccounts: new Set<string>(), now: new Date(0) },
  });
  const stepsOf = (access: ReturnType<typeof facts>["access"]) => {
    const plan = lambdaFunctionNotPublic.remediation?.plan(input(access) as never, undefined);
    if (!plan || "none" in plan) throw new Error("no plan");
    return plan.steps.map(({ change, after, undo }) => [change.name, after, undo]);
  };

  it("plans what can be undone first, leaves URLs alone that nobody can open, and loses no good statement", () => {
    const steps = stepsOf({
      policies: { $LATEST: [anyone, own, unaddable] },
      urls: { $LATEST: { ...openUrl, authType: "NONE" as const } },
    } as never);
    expect(steps).toEqual([
      ["lambda_function/url-auth", { $LATEST: "NONE" }, "restore"],
      ["lambda_function/permissions", { $LATEST: { Own: own } }, "restore"],
      ["lambda_function/unaddable-permissions", {}, { impossible: expect.stringContaining("AddPermission") }],
    ]);
  });

  it("says at a lower severity that a service may act for anyone, and of which policy", () => {
    expect(lambdaFunctionNotPublic.evaluate(input({ policies: { $LATEST: [own], live: [anyFeed] }, urls: {} } as never) as never)).toEqual([
      {
        subKey: "service",
        status: "fail",
        severity: "low",
        reason: "a service may be made to act in it for anyone: no condition names the source",
        evidence: { statements: [{ qualifier: "live", statement: anyFeed }] },
      },
    ]);
  });

  it("says what it judged, and no more", () => {
    const verdict = lambdaFunctionNotPublic.evaluate(
      input({ policies: { $LATEST: [byUrl("NONE"), own] }, urls: { $LATEST: openUrl, live: signedUrl } } as never) as never,
    );
    expect(verdict).toEqual({
      status: "fail",
      reason: "its policy lets anyone in, and its URL asks for no credentials",
      evidence: { statements: [{ qualifier: "$LATEST", statement: byUrl("NONE") }], urls: [{ qualifier: "$LATEST", url: openUrl.url }] },
    });
  });
});
