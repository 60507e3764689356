import type { Failure, FailureKind } from "@plumbline/finding-model/failure";
import { z } from "zod";
import type { CallSite } from "./call.ts";
import { isUnknownCredential, kindOfCode } from "./error-codes.ts";
import { iamAction } from "./iam-action.ts";
import { isOptIn } from "./opt-in.ts";
import { scrub } from "./scrub.ts";

interface Details extends Failure, CallSite {
  readonly code: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly cause: unknown;
}

/** A call that AWS (or the way to it) refused: what was asked, where, why, and what to do. It satisfies the `Failure` schema. */
export class AwsError extends Error implements Failure {
  override readonly name = "AwsError";
  readonly kind: FailureKind;
  /** AWS's own name of the error, such as NoSuchBucketPolicy. */
  readonly code: string;
  declare readonly hint?: string;
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  /** The HTTP status, when there was an answer. */
  declare readonly status?: number;
  declare readonly requestId?: string;

  constructor(details: Details) {
    super(details.message, { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.account = details.account;
    this.region = details.region;
    this.service = details.service;
    this.operation = details.operation;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.status !== undefined) this.status = details.status;
    if (details.requestId !== undefined) this.requestId = details.requestId;
  }
}

/** The call that failed, and whether its credentials have worked elsewhere while this region is not known to be enabled. */
export interface FailedCall extends CallSite {
  readonly credentialsProven?: boolean | undefined;
}

/** Turns whatever an SDK call threw into an AwsError. An AwsError passes through as it is. */
export const toAwsError = (error: unknown, where: FailedCall): AwsError => {
  if (error instanceof AwsError) return error;
  const seen = Seen.parse(error);
  const code = codeOf(seen);
  const kind = kindOf({ ...seen, code }, where);
  const { account, region, service, operation } = where;
  const said = scrub(seen.message || "no message");
  return new AwsError({
    kind,
    code,
    message: `${service}:${operation} in ${account}/${region}: ${code}: ${said}`,
    hint: hintOf({ kind, code, said, where }),
    account,
    region,
    service,
    operation,
    status: seen.$metadata.httpStatusCode,
    requestId: seen.$metadata.requestId,
    cause: error,
  });
};

// Errors of the SDK carry the service's name of the error in `name`; Node's in `code`, at times one cause down.
const Seen = z
  .object({
    name: z.string().catch("Error"),
    message: z.string().catch(""),
    code: z.string().optional().catch(undefined),
    Code: z.string().optional().catch(undefined),
    cause: z
      .object({ code: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
    $metadata: z
      .object({ httpStatusCode: z.number().optional().catch(undefined), requestId: z.string().optional().catch(undefined) })
      .default({})
      .catch({}),
  })
  .catch(({ value }) => ({ name: "Error", message: String(value), code: undefined, Code: undefined, cause: undefined, $metadata: {} }));
type Seen = z.output<typeof Seen>;

const nameless = new Set(["AggregateError", "Error", "TypeError", "UnknownError", "Unknown"]);

const codeOf = ({ name, code, Code, cause, message, $metadata }: Seen): string => {
  if (name === "CredentialsProviderError" || name === "ProviderError") return credentialCode(message);
  // The SDK's HTTP handler calls a broken connection a TimeoutError too, and leaves Node's word for it in `code`.
  if (name === "TimeoutError" && code !== undefined) return code;
  if (!nameless.has(name) && !/^\d+$/.test(name)) return name;
  const named = [Code, code, cause?.code].find((one) => one !== undefined && !nameless.has(one));
  if (named !== undefined) return named;
  if (isUnresolvable(message)) return "UnknownEndpoint";
  return $metadata.httpStatusCode === undefined ? name : `Http${$metadata.httpStatusCode}`;
};

// The SSO and process providers wrap what went wrong in a text: https://github.com/aws/aws-sdk-js-v3 packages/credential-provider-*.
const credentialCode = (message: string): string => {
  if (/SSO session|sso login|(token|session) (is|has) (expired|not found)|session token not found|expired credentials/i.test(message))
    return "ExpiredToken";
  return /^(?:Error: )?([A-Z]\w+Exception): /.exec(message)?.[1] ?? "NoCredentials";
};

const isUnresolvable = (message: string): boolean =>
  /invalid configuration: |endpoint (ruleset|rule set)|no endpoint|could not resolve endpoint|does not (match|support) .*partition/i.test(
    message,
  );

interface Named extends Seen {
  readonly code: string;
}

const kindOf = (seen: Named, where: FailedCall): FailureKind => {
  const { code, message } = seen;
  if (/explicit deny in an? (service|resource) control policy/i.test(message)) return "scp-denied";
  if (
    /is not enabled in (this|the) region|region .*(is not enabled|is disabled|not opted)|STS is not activated in this region/i.test(message)
  )
    return "region-disabled";
  if (isUnknownCredential(code)) return where.credentialsProven && isOptIn(where.region) ? "region-disabled" : kindOfUnknown(message);
  if (code === "LimitExceededException" && /rate|throttl/i.test(message)) return "throttled";
  return kindOfCode(code) ?? kindOfText(message) ?? kindOfStatus(seen.$metadata.httpStatusCode) ?? "failed";
};

const kindOfUnknown = (message: string): FailureKind => (/expired/i.test(message) ? "expired" : "denied");

const kindOfText = (message: string): FailureKind | undefined => {
  if (/is not authorized to perform/i.test(message)) return "denied";
  if (/rate exceeded|too many requests/i.test(message)) return "throttled";
  if (/socket hang up|getaddrinfo|connect ECONN|certificate|self.signed/i.test(message)) return "network";
  return isUnresolvable(message) ? "unsupported" : undefined;
};

const statusKinds = new Map<number, FailureKind>([
  [403, "denied"],
  [408, "timed-out"],
  [429, "throttled"],
  [501, "unsupported"],
  [504, "timed-out"],
]);
const kindOfStatus = (status: number | undefined): FailureKind | undefined => (status === undefined ? undefined : statusKinds.get(status));

interface Told {
  readonly kind: FailureKind;
  readonly code: string;
  readonly said: string;
  readonly where: FailedCall;
}

const hintOf = ({ kind, code, said, where }: Told): string | undefined => {
  const { account, region } = where;
  if (code === "NoCredentials") return "sign in first: give a profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run `aws sso login`";
  if (isUnknownCredential(code) && kind === "denied")
    return `AWS does not know these credentials in ${region}: they are deleted, mistyped, or of another partition; give the region of their own`;
  switch (kind) {
    case "denied":
      if (where.operation === "AssumeRole")
        return `grant sts:AssumeRole in account ${account} and let the trust policy of the role name the caller`;
      return `grant ${iamAction(where, said)} in account ${account}`;
    case "scp-denied":
      return `an organization policy denies ${iamAction(where, said)}; except this role in the policy, or leave ${account}/${region} out`;
    case "region-disabled":
      return `enable ${region} in account ${account}, or leave the region out`;
    case "expired":
      return "sign in again (`aws sso login` for SSO) and run once more";
    case "throttled":
      return `lower the rate per second for ${where.service}, or raise the number of attempts`;
    case "timed-out":
    case "network":
      return `check the network path, the proxy and the endpoint of ${where.service} in ${region}`;
    default:
      return undefined;
  }
};
