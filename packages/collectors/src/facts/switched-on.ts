import type { Aws } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { z } from "zod";

/**
 * The ARN of a region's Security Hub; null where it is off. AWS has one error for an account that is not subscribed and for one that may
 * not ask; its text alone tells which. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
 */
export async function readSecurityHub(aws: Aws): Promise<string | null> {
  const { DescribeHubCommand, SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const call = () => aws.client(SecurityHubClient).send(new DescribeHubCommand({}));
  const reply = await unlessOff("InvalidAccessException", /is not subscribed to /, call);
  return reply && z.string().parse(reply.HubArn);
}

/**
 * The status of a region's Macie; null where it is off. AWS then says AccessDeniedException, as to one who may not ask; its text alone
 * tells which. https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
 */
export async function readMacie(aws: Aws): Promise<string | null> {
  const { GetMacieSessionCommand, Macie2Client } = await import("@aws-sdk/client-macie2");
  const call = () => aws.client(Macie2Client).send(new GetMacieSessionCommand({}));
  const reply = await unlessOff("AccessDeniedException", /Macie is not enabled/, call);
  return reply && z.string().parse(reply.status);
}

/** Makes a call that AWS refuses with a code and words of its own where the service is off: then null. Other errors pass. */
async function unlessOff<T>(code: string, words: RegExp, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === code && words.test(failure.message)) return null;
    throw error;
  }
}
