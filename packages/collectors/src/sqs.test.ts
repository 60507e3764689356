import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/testing-collector";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { sqs } from "./sqs.ts";

const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111111111111/${name}`;
const policy = {
  Version: "2012-10-17",
  Id: "kept",
  Statement: [{ Sid: "a", Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }],
};

describe("sqs", () => {
  it("lists every page, and asks for pages", async () => {
    const aws = fakeAws({
      answers: {
        ListQueues: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { QueueUrls: [url("b")] } : { QueueUrls: [url("a")], NextToken: "2" },
      },
    });
    expect(await listAll(sqs, aws)).toEqual([{ id: url("a") }, { id: url("b") }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(sqs, fakeAws({ answers: { ListQueues: {} } }))).toEqual([]);
  });

  it("finds a queue by its URL without a call", async () => {
    expect(await findAll(sqs, fakeAws({ answers: {} }), url("a"))).toEqual([{ id: url("a") }]);
  });

  const policies: Record<string, [attributes: object, policy: unknown]> = {
    "a policy with all its keys": [{ Attributes: { Policy: JSON.stringify(policy) } }, policy],
    "no policy": [{}, null],
    "an empty policy": [{ Attributes: { Policy: "" } }, null],
  };
  it.each(Object.entries(policies))("reads %s", async (_, [answer, value]) => {
    const aws = fakeAws({ answers: { GetQueueAttributes: answer } });
    expect((await lookAtAspect(sqs, aws, "policy", [{ id: url("a") }])).get(url("a"))).toEqual({ value });
  });

  const failures: Record<string, [error: Error, kind: string]> = {
    "a denied call": [awsFault("AccessDenied"), "denied"],
    "a queue deleted meanwhile": [awsFault("QueueDoesNotExist"), "gone"],
    "a queue deleted meanwhile, by its older name": [awsFault("AWS.SimpleQueueService.NonExistentQueue"), "gone"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [error, kind]) => {
    const aws = fakeAws({
      answers: {
        GetQueueAttributes: () => {
          throw error;
        },
      },
    });
    expect((await lookAtAspect(sqs, aws, "policy", [{ id: url("a") }])).get(url("a"))?.failure?.kind).toBe(kind);
  });

  it("reads tags, and none as none", async () => {
    const aws = fakeAws({
      answers: { ListQueueTags: ({ QueueUrl }: { QueueUrl: string }) => (QueueUrl === url("a") ? { Tags: { owner: "x" } } : {}) },
    });
    const tags = await lookAtAspect(sqs, aws, "tags", [{ id: url("a") }, { id: url("b") }]);
    expect([...tags]).toEqual([
      [url("a"), { value: { owner: "x" } }],
      [url("b"), { value: {} }],
    ]);
  });
});
