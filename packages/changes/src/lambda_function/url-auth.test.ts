import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { lambdaFunctionUrlAuth } from "./url-auth.ts";
import { writeLambdaFunctionUrlAuth } from "./url-auth.write.ts";

const one = { id: "f", arn: "arn:aws:lambda:eu-west-1:111111111111:function:f" };
const urls = { $LATEST: { url: "https://a.example", authType: "NONE" }, live: { url: "https://b.example", authType: "AWS_IAM" } };
const open = { $LATEST: "NONE", live: "AWS_IAM" } as const;
const closed = { $LATEST: "AWS_IAM", live: "AWS_IAM" } as const;

describe("lambda_function/url-auth", () => {
  testChange(it, lambdaFunctionUrlAuth, {
    "two URLs": { value: { policies: {}, urls }, states: [closed, { $LATEST: "AWS_IAM", live: "NONE" }] },
    "no URL": { value: { policies: {}, urls: {} }, states: [{}, {}] },
  });

  const directions = {
    "closes the URL that was open": { ends: { from: open, to: closed }, sent: [{ FunctionName: "f", AuthType: "AWS_IAM" }] },
    "opens it again": { ends: { from: closed, to: open }, sent: [{ FunctionName: "f", AuthType: "NONE" }] },
    "names an alias": {
      ends: { from: open, to: { ...open, live: "NONE" as const } },
      sent: [{ FunctionName: "f", Qualifier: "live", AuthType: "NONE" }],
    },
    "does nothing where nothing differs": { ends: { from: open, to: open }, sent: [] },
  };
  it.each(Object.entries(directions))("%s, and sends nothing else of it", async (_, { ends, sent }) => {
    const aws = fakeAws({ answers: { UpdateFunctionUrlConfig: {} } });
    await writeLambdaFunctionUrlAuth.write(aws, one, ends);
    expect(aws.calls.map(({ input }) => input)).toEqual(sent);
  });
});
