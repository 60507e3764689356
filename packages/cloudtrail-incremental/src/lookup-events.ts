import type { LookupEventsCommandOutput } from "@aws-sdk/client-cloudtrail";
import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { AwsError } from "@plumbline/aws-session/errors";
import type { RateBudget } from "@plumbline/aws-session/rate-budget";
import type { FinalizeRequestMiddleware } from "@smithy/types";
import { CloudTrailError } from "./cloudtrail-error.ts";
import type { ReadRecord } from "./read-records.ts";
import { lookupDays, oldestLookup } from "./time-window.ts";

/** What `lookupEvents` calls. */
export const lookupActions: readonly IamAction[] = ["cloudtrail:LookupEvents"];

export interface Lookup {
  /** Both ends are inclusive. */
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
  /** From `lookupPace`. */
  readonly pace: RateBudget;
}

/** AWS's limit of a page. */
const pageSize = 50;
/** Times that a token may go out of date before another event is seen. */
const mostRestarts = 3;

/**
 * What changed something in a place, newest first: one sweep over all calls that are not read-only. One lookup takes one attribute. By
 * event name it would take a call for each of some hundred watched names even where nothing happened; by event source the pages would be
 * full of Describe calls, which are most of what CloudTrail records. The sweep costs one call where nothing happened, and one for each 50
 * writes else: 5,400 a minute at our pace.
 *
 * A region shows its own events. Those of global services such as IAM are in their partition's main region alone. Rejects with an AwsError
 * when AWS refuses it, and with a CloudTrailError `too-old` where `from` is beyond what AWS keeps, since it would answer a part as if it
 * were all. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export async function* lookupEvents(aws: Aws, { from, to, now, pace }: Lookup): AsyncGenerator<ReadRecord> {
  if (from < oldestLookup(now))
    throw new CloudTrailError(`LookupEvents in ${aws.account}/${aws.region} can't tell what happened since ${from.toISOString()}`, {
      ...{ kind: "unsupported", code: "too-old" },
      hint: `it knows the last ${lookupDays} days; list the resources instead`,
    });
  const send = await sender(aws, pace);
  const place = `LookupEvents ${aws.account}/${aws.region}`;
  const seen = { number: 0, last: to, oldest: to, isNewestFirst: true };
  let sweep: Page = { from, to, token: undefined };
  let restarts = 0;
  for (;;) {
    const page = await send(sweep).catch((error: unknown) => {
      // A sweep may take longer than AWS keeps a token.
      if (sweep.token === undefined || !isStale(error) || restarts === mostRestarts) throw error;
      return undefined;
    });
    if (page === undefined) {
      restarts++;
      // What was seen last is seen again; who reads the events knows them by their ids. A token is good for its own times only.
      sweep = { from, to: seen.isNewestFirst ? seen.oldest : to, token: undefined };
      continue;
    }
    for (const event of page.Events ?? []) {
      yield { where: `${place} event ${++seen.number}`, value: event };
      const { EventTime: time = to } = event;
      seen.isNewestFirst &&= time <= seen.last;
      seen.last = time;
      if (time < seen.oldest) [seen.oldest, restarts] = [time, 0];
    }
    if (page.NextToken === undefined) return;
    sweep = { ...sweep, token: page.NextToken };
  }
}

const isStale = (error: unknown): boolean => error instanceof AwsError && error.code === "InvalidNextTokenException";

interface Page {
  readonly from: Date;
  readonly to: Date;
  readonly token: string | undefined;
}

/** Sends one lookup; every attempt of it waits for the pace, the SDK's own retries too. */
async function sender(aws: Aws, pace: RateBudget): Promise<(page: Page) => Promise<LookupEventsCommandOutput>> {
  const { CloudTrailClient, LookupEventsCommand } = await import("@aws-sdk/client-cloudtrail");
  const wait: FinalizeRequestMiddleware<object, LookupEventsCommandOutput> = (next) => async (args) => {
    await pace(`${aws.account}/${aws.region}`);
    return next(args);
  };
  return ({ from, to, token }) => {
    const command = new LookupEventsCommand({
      ...{ StartTime: from, EndTime: to, MaxResults: pageSize, NextToken: token },
      LookupAttributes: [{ AttributeKey: "ReadOnly", AttributeValue: "false" }],
    });
    command.middlewareStack.addRelativeTo(wait, { relation: "after", toMiddleware: "retryMiddleware", name: "plumblineLookupPace" });
    return aws.client(CloudTrailClient).send(command);
  };
}
