import { AwsError } from "@plumbline/aws-session/errors";
import { CommandError } from "@plumbline/cli/command-error";
import { StoreError } from "@plumbline/run-store/error";

const later = "; try again later";

/**
 * What a caller of the API is told of an error: a plain sentence with AWS's own name of it, and nothing of our account. The log has the rest.
 */
export function plain(error: unknown): string {
  if (error instanceof AwsError) return ofAws(error);
  if (error instanceof CommandError) {
    if (error.cause instanceof AwsError) return ofAws(error.cause);
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
  // Without a cause it is about the item, in our own words.
  if (error instanceof StoreError)
    return error.cause === undefined ? `${error.message} (${error.hint})` : `the service can't use its own table or bucket now${later}`;
  return "the service could not handle it; its log says why";
}

function ofAws({ service, operation, code, kind }: AwsError): string {
  const call = `${service}:${operation}`;
  if (call === "sts:AssumeRole" && kind === "denied")
    return `the role can't be taken on (${code}): its trust policy must name this service and the customer's external id`;
  if (service === "sts" && kind === "denied") return `the credentials do not work (${code})`;
  if (kind === "expired") return `the credentials have expired (${code})`;
  return kind === "denied" || kind === "scp-denied" ? `${call} is refused (${code})` : `${call} did not succeed (${code})${later}`;
}
