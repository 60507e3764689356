import { describe, expect, it } from "vitest";
import { fromInbox } from "./from-inbox.ts";
import { recordOf } from "./record.fixture.ts";

const context = { awsRequestId: "r1", getRemainingTimeInMillis: () => 1000 };

describe("fromInbox", () => {
  it("gives each event alone, with the account and region of the queue where it has none of its own", async () => {
    const events: unknown[] = [];
    const handler = fromInbox(
      async (event) => void events.push(event),
      () => undefined,
    );
    const bodies = [
      { id: "1", detail: { a: 1 } },
      { id: "2", account: "222222222222", region: "us-east-1" },
    ];
    const Records = bodies.map((body, i) => recordOf(`m${i}`, JSON.stringify(body)));
    expect(await handler({ Records }, context)).toEqual({ batchItemFailures: [] });
    expect(events).toEqual([
      { id: "1", detail: { a: 1 }, account: "111111111111", region: "eu-west-1" },
      { id: "2", account: "222222222222", region: "us-east-1" },
    ]);
  });

  it("brings back what is rejected, or is no event, and nothing else", async () => {
    const told: string[] = [];
    const handler = fromInbox(
      async (event) => {
        if ((event as { id: string }).id === "bad") throw new Error("x");
      },
      ({ messageId }, error) => void told.push(`${messageId} ${error instanceof Error ? error.name : error}`),
    );
    const Records = [recordOf("a", '{"id":"bad"}'), recordOf("b", "{"), recordOf("c", "[]"), recordOf("d", '{"id":"good"}')];
    expect(await handler({ Records }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "b" }, { itemIdentifier: "c" }],
    });
    expect(told.sort()).toEqual(["a Error", "b SyntaxError", "c ZodError"]);
  });
});
