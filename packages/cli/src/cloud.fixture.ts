import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

/** A call as the stand-in saw it; the account is that of its keys. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}
export interface Fault {
  readonly code: string;
  readonly message?: string;
  readonly status?: number;
}
/** Queues by `account/region`: a name and its policy, null for none. */
export type Queues = Readonly<Record<string, Readonly<Record<string, object | null>>>>;
export interface Rules {
  readonly queues?: Queues;
  readonly tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Regions that DescribeRegions names, with their opt-in status. */
  readonly regions?: Readonly<Record<string, string>>;
  readonly members?: readonly { readonly Id: string; readonly Name?: string; readonly Status: string }[];
  readonly pageSize?: number;
  /** Until when the credentials of roles hold; for ever when left out. */
  readonly expires?: () => string;
  readonly fault?: (call: Call) => Fault | undefined;
  /** Milliseconds until a call is answered. */
  readonly delay?: (call: Call) => number;
  /** Goes before the stand-in's own answer. */
  readonly answer?: (call: Call) => object | undefined;
}

export const own = "111111111111";
export const member = "222222222222";
export const openPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
};
export const queueUrl = (account: string, region: string, name: string): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;

const readOnly = /^(Get|List|Describe|AssumeRole$)/;

/** Answers on 127.0.0.1 as STS, EC2, Organizations and SQS do, for whole commands. It keeps every call, and what was written. */
export async function startCloud(rules: Rules = {}) {
  const calls: Call[] = [];
  const policies = new Map<string, string>();
  for (const [place, queues] of Object.entries(rules.queues ?? {})) {
    const [account = "", region = ""] = place.split("/");
    for (const [name, policy] of Object.entries(queues))
      policies.set(queueUrl(account, region, name), policy ? JSON.stringify(policy) : "");
  }
  const server = createServer(async (request, response) => {
    const call = await read(request);
    calls.push(call);
    await setTimeout(rules.delay?.(call) ?? 0);
    const fault = rules.fault?.(call);
    const isJson = request.headers["x-amz-target"] !== undefined;
    const [status, body] = fault
      ? [fault.status ?? 400, faultText(call, fault, isJson)]
      : [200, answerText(call, isJson, { rules, policies })];
    response
      .writeHead(status, { "x-amzn-requestid": "request", "content-type": isJson ? "application/x-amz-json-1.0" : "text/xml" })
      .end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    policies,
    /** Operations that change something, in order. */
    writes: () => calls.filter(({ operation }) => !readOnly.test(operation)).map(({ operation }) => operation),
    count: (operation: string) => calls.filter((call) => call.operation === operation).length,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Cloud = Awaited<ReturnType<typeof startCloud>>;

async function read(request: IncomingMessage): Promise<Call> {
  const body = await text(request);
  const [, key = "", region = "", service = ""] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  const target = request.headers["x-amz-target"];
  const account = /^testing-(\d{12})$/.exec(key)?.[1] ?? own;
  if (typeof target === "string")
    return { service, operation: target.split(".").at(-1) ?? "", account, region, input: JSON.parse(body || "{}") };
  const form = Object.fromEntries(new URLSearchParams(body));
  return { service, operation: form["Action"] ?? "", account, region, input: form };
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}
// The SDK compares it with its own.
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

interface State {
  readonly rules: Rules;
  readonly policies: Map<string, string>;
}

function answerText(call: Call, isJson: boolean, state: State): string {
  const own = state.rules.answer?.(call);
  return own || isJson ? JSON.stringify(own ?? jsonAnswer(call, state)) : xmlAnswer(call, state.rules);
}

function jsonAnswer({ operation, account, region, input }: Call, { rules, policies }: State): object {
  const url = String(input["QueueUrl"]);
  switch (operation) {
    case "ListQueues": {
      const urls = [...policies.keys()].filter((one) => one.startsWith(queueUrl(account, region, String(input["QueueNamePrefix"] ?? ""))));
      const from = Number(input["NextToken"] ?? 0);
      const to = from + (rules.pageSize ?? 1000);
      return { QueueUrls: urls.slice(from, to), ...(to < urls.length ? { NextToken: String(to) } : {}) };
    }
    case "GetQueueAttributes":
      return policies.get(url) ? { Attributes: { Policy: policies.get(url) } } : {};
    case "ListQueueTags":
      return { Tags: rules.tags?.[url] ?? {} };
    case "CreateQueue": {
      const made = queueUrl(account, region, String(input["QueueName"]));
      policies.set(made, (input["Attributes"] as Record<string, string> | undefined)?.["Policy"] ?? "");
      return { QueueUrl: made };
    }
    case "DeleteQueue":
      policies.delete(url);
      return {};
    case "SetQueueAttributes":
      policies.set(url, (input["Attributes"] as Record<string, string>)["Policy"] ?? "");
      return {};
    case "SendMessageBatch":
      return {
        Successful: (input["Entries"] as Entry[]).map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      };
    case "SendMessage":
      return { MessageId: `sent-${md5(String(input["MessageBody"]))}`, MD5OfMessageBody: md5(String(input["MessageBody"])) };
    case "ListAccounts":
      return { Accounts: rules.members ?? [] };
    default:
      throw new Error(`the stand-in has no ${operation}`);
  }
}

function xmlAnswer({ operation, account, input }: Call, rules: Rules): string {
  const { regions = { "us-east-1": "opt-in-not-required" }, expires = () => "2099-01-01T00:00:00Z" } = rules;
  const result = (inner: string) => `<${operation}Response><${operation}Result>${inner}</${operation}Result></${operation}Response>`;
  switch (operation) {
    case "GetCallerIdentity":
      return result(`<Arn>arn:aws:iam::${account}:user/tester</Arn><Account>${account}</Account>`);
    case "AssumeRole": {
      const key = `testing-${String(input["RoleArn"]).split(":")[4]}`;
      return result(
        `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>testing</SecretAccessKey><SessionToken>testing</SessionToken><Expiration>${expires()}</Expiration></Credentials>`,
      );
    }
    case "DescribeRegions": {
      const items = Object.entries(regions).map(
        ([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`,
      );
      return `<DescribeRegionsResponse><regionInfo>${items.join("")}</regionInfo></DescribeRegionsResponse>`;
    }
    default:
      throw new Error(`the stand-in has no ${operation}`);
  }
}

function faultText({ service }: Call, { code, message = `${code} (fake)` }: Fault, isJson: boolean): string {
  if (isJson) return JSON.stringify({ __type: code, message });
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return service === "ec2" ? `<Response><Errors>${error}</Errors></Response>` : `<ErrorResponse>${error}</ErrorResponse>`;
}
