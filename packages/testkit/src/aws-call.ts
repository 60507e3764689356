/** Tells which AWS operation an HTTP request asks for. */
import type { IncomingHttpHeaders } from "node:http";
import { restOperation } from "./rest-operations.ts";

export type Protocol = "ec2" | "query" | "json" | "rest-json" | "rest-xml";

export interface Call {
  /** As in the signature, such as `sqs`, `elasticloadbalancing` (both generations) and `s3`; `s3control` is told apart from `s3`. */
  readonly service: string;
  /** `ListQueues`. For a REST call that no table names it is the method and the path: `GET /2021-01-01/thing`. */
  readonly operation: string;
  readonly region: string;
  /** Whose keys signed the call. */
  readonly account: string;
  readonly protocol: Protocol;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  /** The form of a query call, such as `RoleArn` of AssumeRole, or the texts of a JSON call, such as `QueueUrl`; empty for REST. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The JSON of a JSON call, and of a REST call of the services whose stand-ins need it. */
  readonly body?: string;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The form or the JSON, or empty when the operation does not stand there. */
  readonly body: string;
}

/** True for requests whose body tells what is asked, which is then read before the call is passed on. */
export const isRead = (headers: IncomingHttpHeaders): boolean =>
  headers["x-amz-target"] !== undefined ||
  (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false) ||
  bodyOfRest.has(credential.exec(headers.authorization ?? "")?.[3] ?? "");

const bodyOfRest: ReadonlySet<string> = new Set(["securityhub", "inspector2"]);

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
const credential = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** The call that a request makes, or undefined when it is not signed. `accountOf` knows the account of an access key. */
export const toCall = (request: Request, accountOf: (accessKeyId: string) => string): Call | undefined => {
  const [, accessKeyId, region, signed] = credential.exec(request.headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined || region === undefined || signed === undefined) return undefined;
  // CloudWatch signs by another name than its actions have.
  const service = signed === "monitoring" ? "cloudwatch" : signed;
  const { method, path } = request;
  return { region, account: accountOf(accessKeyId), method, path, ...toOperation(service, request) };
};

const toOperation = (service: string, { method, path, headers, body }: Request) => {
  const target = headers["x-amz-target"];
  if (typeof target === "string")
    return { service, operation: target.slice(target.lastIndexOf(".") + 1), protocol: "json", parameters: textsOf(body), body } as const;
  if (bodyOfRest.has(service))
    return { service, operation: restOperation(service, method, path), protocol: "rest-json", parameters: {}, body } as const;
  const parameters = Object.fromEntries(new URLSearchParams(body));
  const action = parameters["Action"];
  if (action !== undefined) return { service, operation: action, protocol: service === "ec2" ? "ec2" : "query", parameters } as const;
  const isControl = service === "s3" && path.startsWith("/v20180820/");
  const name = isControl ? "s3control" : service;
  const protocol = service === "s3" ? "rest-xml" : "rest-json";
  return { service: name, operation: restOperation(name, method, path), protocol, parameters: {} } as const;
};

const textsOf = (body: string): Record<string, string> => {
  const all: unknown = JSON.parse(body || "{}");
  return Object.fromEntries(Object.entries(all ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
};
