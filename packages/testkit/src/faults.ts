/** Refusals as AWS words them, in the protocol of the call. */
import type { Call, Protocol } from "./aws-call.ts";

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
/** What a call gets in place of the emulator's answer: a reply, a connection that is cut, or no answer ever. */
export type Answer = Reply | "hang-up" | "silence";
/** Says for each call whether it is answered here; undefined leaves it to the emulator. */
export type Faults = (call: Call) => Answer | undefined;

/** No policy allows it. The code is AccessDenied, AccessDeniedException or UnauthorizedOperation, as the service has it. */
export const accessDenied = (call: Call): Reply => denied(call, `because no identity-based policy allows the ${actionOf(call)} action`);

/** A service control policy of the organization forbids it. */
export const scpDenied = (call: Call): Reply => denied(call, "with an explicit deny in a service control policy");

/** Too many calls. The SDK tries these again by itself. */
export const throttled = (call: Call): Reply => {
  if (call.service === "ec2") return toReply(call, { status: 503, code: "RequestLimitExceeded", message: "Request limit exceeded." });
  if (call.protocol === "rest-xml") return toReply(call, { status: 503, code: "SlowDown", message: "Please reduce your request rate." });
  if (call.service === "lambda") return toReply(call, { status: 429, code: "TooManyRequestsException", message: "Rate Exceeded." });
  return toReply(call, { status: 400, code: suffixed(call, "Throttling"), message: "Rate exceeded", legacyCode: "RequestThrottled" });
};

/** The session token of the keys is out of date. */
export const expiredToken = (call: Call): Reply => {
  if (call.service === "ec2") return toReply(call, { status: 400, code: "RequestExpired", message: "Request has expired." });
  const message = "The security token included in the request is expired";
  const status = call.protocol === "query" || call.protocol === "rest-json" ? 403 : 400;
  return toReply(call, { status, code: suffixed(call, "ExpiredToken"), message, legacyCode: "ExpiredToken" });
};

/** The role of one account can't be taken on; every other call goes to the emulator. */
export const assumeRoleRefused =
  (account: string): Faults =>
  (call) => {
    const role = call.parameters["RoleArn"] ?? "";
    if (call.service !== "sts" || call.operation !== "AssumeRole" || !role.includes(`::${account}:`)) return undefined;
    const message = `User: ${callerOf(call)} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
    return toReply(call, { status: 403, code: "AccessDenied", message });
  };

/** The first fault that has an answer gives it. */
export const firstOf =
  (...all: readonly Faults[]): Faults =>
  (call) => {
    for (const faults of all) {
      const answer = faults(call);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };

const denied = (call: Call, reason: string): Reply => {
  const message = `User: ${callerOf(call)} is not authorized to perform: ${actionOf(call)} ${reason}`;
  if (call.service === "ec2") {
    return toReply(call, {
      status: 403,
      code: "UnauthorizedOperation",
      message: `You are not authorized to perform this operation. ${message}`,
    });
  }
  const status = call.protocol === "json" ? 400 : 403;
  return toReply(call, { status, code: suffixed(call, "AccessDenied"), message, legacyCode: "AccessDenied" });
};

const actionOf = ({ service, operation }: Call): string => `${service === "s3control" ? "s3" : service}:${operation}`;
const callerOf = ({ region, account }: Call): string => `arn:${partitionOf(region)}:iam::${account}:user/testing`;
const partitionOf = (region: string): string => (region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws");

/** Codes of the JSON protocols end in "Exception", those of the XML protocols don't. */
const suffixed = ({ protocol }: Call, code: string): string =>
  protocol === "json" || protocol === "rest-json" ? `${code}Exception` : code;

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** SQS spoke XML once; clients get the code of that time from a header. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
  readonly legacyCode?: string;
}

const requestId = "00000000-0000-0000-0000-000000000000";

const toReply = (call: Call, refusal: Refusal): Reply => {
  const { contentType, body } = formats[call.protocol](refusal);
  const headers: Record<string, string> = { "content-type": contentType, "x-amzn-requestid": requestId };
  if (call.protocol === "rest-json") headers["x-amzn-errortype"] = refusal.code;
  if (call.service === "sqs" && refusal.legacyCode) headers["x-amzn-query-error"] = `${refusal.legacyCode};Sender`;
  if (call.service === "s3control") return { status: refusal.status, headers, body: formats.query(refusal).body };
  return { status: refusal.status, headers, body: call.method === "HEAD" ? "" : body };
};

const xml = (body: string) => ({ contentType: "text/xml", body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` });
const cause = ({ code, message }: Refusal) => `<Code>${code}</Code><Message>${escaped(message)}</Message>`;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const formats: Readonly<Record<Protocol, (refusal: Refusal) => { contentType: string; body: string }>> = {
  ec2: (refusal) => xml(`<Response><Errors><Error>${cause(refusal)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`),
  query: (refusal) =>
    xml(`<ErrorResponse><Error><Type>Sender</Type>${cause(refusal)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`),
  "rest-xml": (refusal) => xml(`<Error>${cause(refusal)}<RequestId>${requestId}</RequestId><HostId>testing</HostId></Error>`),
  json: ({ code, message }) => ({ contentType: "application/x-amz-json-1.1", body: JSON.stringify({ __type: code, message }) }),
  "rest-json": ({ message }) => ({ contentType: "application/json", body: JSON.stringify({ message }) }),
};
