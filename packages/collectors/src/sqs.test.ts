import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
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

  const byUrl: Record<string, [id: string, isOurs: boolean]> = {
    "a URL of the account": [url("a"), true],
    "a URL of the account by the older host": ["https://eu-west-1.queue.amazonaws.com/111111111111/a", true],
    "a URL of an emulator": ["http://127.0.0.1:5000/111111111111/a", true],
    "a URL of a FIFO queue": [url("a.fifo"), true],
    "a URL of another account": ["https://sqs.eu-west-1.amazonaws.com/222222222222/a", false],
    "a URL of another account at an emulator": ["http://127.0.0.1:5000/222222222222/a", false],
    "a URL that names no account": ["https://sqs.eu-west-1.amazonaws.com/a", false],
    "a URL whose account is not where it belongs": ["https://sqs.eu-west-1.amazonaws.com/222222222222/111111111111/", false],
  };
  it.each(Object.entries(byUrl))("finds without a call, or knows for a stranger, %s", async (_, [id, isOurs]) => {
    expect(await findAll(sqs, fakeAws({ answers: {} }), id)).toEqual(isOurs ? [{ id }] : []);
  });

  it("finds a queue by its name", async () => {
    const aws = fakeAws({ answers: { GetQueueUrl: ({ QueueName }: { QueueName: string }) => ({ QueueUrl: url(QueueName) }) } });
    expect(await findAll(sqs, aws, "a.fifo")).toEqual([{ id: url("a.fifo") }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ QueueName: "a.fifo" }]);
  });

  const refusals: Record<string, [code: string, found: "none" | "error"]> = {
    "a name that no queue has": ["QueueDoesNotExist", "none"],
    "a name that no queue has, by its older code": ["AWS.SimpleQueueService.NonExistentQueue", "none"],
    "a name that may not be looked up": ["AccessDenied", "error"],
    "what is no name": ["InvalidParameterValue", "error"],
  };
  it.each(Object.entries(refusals))("tells apart %s", async (_, [code, found]) => {
    const fault = () => {
      throw awsFault(code);
    };
    const looked = findAll(sqs, fakeAws({ answers: { GetQueueUrl: fault } }), "a");
    if (found === "none") expect(await looked).toEqual([]);
    else await expect(looked).rejects.toMatchObject({ code });
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
