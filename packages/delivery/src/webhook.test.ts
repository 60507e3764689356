import { inspect } from "node:util";
import { Notice } from "@plumbline/finding-model/notice";
import { afterEach, describe, expect, it } from "vitest";
import { DeliveryError } from "./channel.ts";
import { type Hook, startHook } from "./http.fixture.ts";
import { finding, notice } from "./notice.fixture.ts";
import { proveWebhookUrl } from "./post.ts";
import { Secret, SecretError } from "./secret.ts";
import { slackChannel, slackMessage } from "./slack.ts";
import { webhookChannel } from "./webhook.ts";

const hooks: Hook[] = [];
afterEach(() => Promise.all(hooks.splice(0).map((hook) => hook.stop())));
async function start(answer?: Parameters<typeof startHook>[0]) {
  const hook = await startHook(answer);
  hooks.push(hook);
  return hook;
}
const path = "/services/T0000CANARY/B0000CANARY/xCANARYxCANARYx";
const to = ({ origin }: { origin: string }, timeoutMilliseconds?: number) => ({
  channel: "chat",
  url: new Secret(`${origin}${path}?token=CANARYtoken`),
  timeoutMilliseconds,
});
const failureOf = async (sent: Promise<void>): Promise<DeliveryError> => {
  const error = await sent.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
};

describe("a webhook", () => {
  it("gets notices as JSON", async () => {
    const hook = await start();
    await webhookChannel(to(hook)).send([notice(), notice(finding("invoices"))]);
    expect(hook.posts).toHaveLength(1);
    const { body, headers } = hook.posts[0]!;
    const { version, notices } = body as { version: number; notices: unknown[] };
    expect([version, notices.map((one) => Notice.parse(one).finding.resource.id)]).toEqual([1, ["orders", "invoices"]]);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  const rows: Record<string, { answer: Parameters<typeof startHook>[0]; says: string; isFinal: boolean; retryAfter?: number }> = {
    "a failure of the server": { answer: () => ({ status: 500, body: "oops" }), says: "channel chat: answered 500: oops", isFinal: false },
    "a server that is busy": {
      answer: () => ({ status: 429, headers: { "retry-after": "7" } }),
      says: "channel chat: answered 429",
      isFinal: false,
      retryAfter: 7,
    },
    "a refusal": {
      answer: () => ({ status: 400, body: "invalid_payload" }),
      says: "channel chat: answered 400: invalid_payload",
      isFinal: true,
    },
    "a hook that is gone": {
      answer: () => ({ status: 404, body: "no_service" }),
      says: "channel chat: answered 404: no_service",
      isFinal: true,
    },
    "a server that repeats the URL": {
      answer: () => ({ status: 403, body: `no ${path}?token=CANARYtoken, and no xCANARYxCANARYx` }),
      says: "channel chat: answered 403: no <secret>, and no <secret>",
      isFinal: true,
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { answer, says, isFinal, retryAfter }) => {
    const error = await failureOf(webhookChannel(to(await start(answer))).send([notice()]));
    expect([error.message, error.isFinal, error.retryAfterSeconds]).toEqual([says, isFinal, retryAfter]);
    expect(inspect(error, { depth: 9 })).not.toContain("CANARY");
  });

  it.each([301, 302, 303, 307, 308])("a redirect with %d is refused, and nothing goes there", async (status) => {
    const elsewhere = await start();
    const hook = await start(() => ({ status, headers: { location: `${elsewhere.origin}/there` } }));
    const error = await failureOf(webhookChannel(to(hook)).send([notice()]));
    expect([error.message, error.isFinal, elsewhere.posts]).toEqual([
      `channel chat: answered ${status}: redirects are not followed`,
      true,
      [],
    ]);
  });

  it("a server that does not answer, and one that is not there", async () => {
    const silent = await failureOf(webhookChannel(to(await start(() => undefined), 50)).send([notice()]));
    expect([silent.message, silent.isFinal]).toEqual(["channel chat: did not answer in time", false]);
    const absent = await failureOf(webhookChannel(to({ origin: "http://127.0.0.1:9" })).send([notice()]));
    expect([absent.message, absent.isFinal]).toEqual([expect.stringMatching(/^channel chat: could not be reached: \w+/), false]);
    for (const error of [silent, absent]) expect(inspect(error, { depth: 9 })).not.toContain("CANARY");
  });
});

describe("a webhook's URL", () => {
  const rows: Record<string, { url: string; isGood: boolean }> = {
    https: { url: `https://hooks.example.com${path}`, isGood: true },
    "http on this machine": { url: `http://127.0.0.1:8080${path}`, isGood: true },
    "http on localhost": { url: `http://localhost${path}`, isGood: true },
    "http on IPv6 loopback": { url: `http://[::1]:8080${path}`, isGood: true },
    http: { url: `http://hooks.example.com${path}`, isGood: false },
    "a name that only begins as this machine's": { url: `http://127.0.0.1.example.com${path}`, isGood: false },
    "a file": { url: `file://${path}`, isGood: false },
    "no URL": { url: path, isGood: false },
  };
  it.each(Object.entries(rows))("%s", (_, { url, isGood }) => {
    const prove = () => proveWebhookUrl(new Secret(url));
    if (isGood) expect(prove).not.toThrow();
    else expect(prove).toThrow(SecretError);
    if (!isGood) expect(prove).toThrow(/^(?!.*CANARY)/);
  });
});

describe("Slack", () => {
  it("gets blocks of plain text, and a text for clients without blocks", async () => {
    const hook = await start();
    await slackChannel(to(hook)).send([notice(finding("a<!channel>&b")), notice()]);
    const { text, blocks } = hook.posts[0]!.body as ReturnType<typeof slackMessage>;
    expect(text).toBe("SQS a&lt;!channel&gt;&amp;b is public - not tried and 1 more");
    expect(blocks).toHaveLength(4);
    expect(blocks[0]).toEqual({
      type: "section",
      text: { type: "plain_text", text: "[HIGH] SQS a<!channel>&b is public - not tried", emoji: false },
    });
    expect(JSON.stringify(blocks[1])).toContain("State: not tried: nothing was written to AWS");
  });

  it("gets no more than it takes", () => {
    const long = notice(finding("q".repeat(5000), { verdict: { status: "fail", reason: "r".repeat(9000), evidence: {} } }));
    const { blocks } = slackMessage(Array.from({ length: slackChannel(to({ origin: "http://127.0.0.1" })).most }, () => long));
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks as { text: { text: string } }[]) expect(block.text.text.length).toBeLessThanOrEqual(3000);
  });
});
