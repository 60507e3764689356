import type { Aws } from "@plumbline/audit-kit/define";

const pauses = [0, 200, 1000];
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const batchSize = 10;
/** The longest that SQS holds a message back, in seconds. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const longestDelay = 900;

/** A message on its way to a queue. */
export interface Outgoing {
  readonly body: string;
  /** Seconds until the queue shows it; more than `longestDelay` counts as that. */
  readonly delaySeconds?: number | undefined;
}
/** A message that the queue did not take, and why. */
export interface Refused<M extends Outgoing = Outgoing> {
  readonly message: M;
  readonly reason: string;
}

/**
 * Puts up to ten messages into a queue with one call; those that the queue refused are tried again, unless the fault is theirs. Resolves
 * to the messages that are not in the queue; rejects with an AwsError when the call itself fails.
 */
export async function sendMessages<M extends Outgoing>(
  aws: Aws,
  queue: string,
  messages: readonly M[],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<Refused<M>[]> {
  const { SQSClient, SendMessageBatchCommand } = await import("@aws-sdk/client-sqs");
  const refused: Refused<M>[] = [];
  let left = messages.map((message, i) => ({ id: String(i), message, reason: "" }));
  for (const pause of pauses) {
    if (left.length === 0) break;
    if (pause > 0) await sleep(pause);
    const Entries = left.map(({ id, message }) => ({ Id: id, ...toEntry(message) }));
    const { Failed = [] } = await aws.client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    const failures = new Map(Failed.map((failed) => [failed.Id, failed]));
    const told = left.flatMap((one) => {
      const failure = failures.get(one.id);
      return failure ? [{ ...one, reason: failure.Message ?? failure.Code ?? "no reason", isOurs: failure.SenderFault ?? false }] : [];
    });
    refused.push(...told.filter(({ isOurs }) => isOurs));
    left = told.filter(({ isOurs }) => !isOurs);
  }
  return [...refused, ...left].map(({ message, reason }) => ({ message, reason }));
}

const toEntry = ({ body, delaySeconds = 0 }: Outgoing) => ({
  MessageBody: body,
  // A queue's own delay holds for a message that says none.
  ...(delaySeconds > 0 && { DelaySeconds: Math.min(delaySeconds, longestDelay) }),
});

// Host names of today, of VPC endpoints and of FIPS have `sqs` before the region; the oldest ones have `queue` behind it.
const regionsOfHosts = [/(?:^|\.)sqs(?:-fips)?\.([a-z0-9-]+)\./, /^([a-z0-9-]+)\.queue\./];

/** The region of a queue by its URL; undefined for one that does not tell, such as that of an emulator. */
export function regionOfQueue(queue: string): string | undefined {
  const { hostname } = new URL(queue);
  return regionsOfHosts.flatMap((pattern) => pattern.exec(hostname)?.[1] ?? [])[0];
}
