import pLimit from "p-limit";
import type { BatchResponse, SqsEvent, SqsRecord } from "./sqs-event.ts";

/**
 * What becomes of a message. `done` and `poison` take it from the queue; `again` brings it back after the visibility time-out, until the
 * queue's redrive policy has enough. Poison is what no repetition helps, such as a body that is not JSON.
 */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "again"; readonly reason: string }
  | { readonly kind: "poison"; readonly reason: string };

export interface Answering {
  /** What throws is `again`. */
  handle(record: SqsRecord): Promise<Outcome>;
  /** Puts poison where a person finds it, with its reason. When that fails the message stays in the queue. */
  bury(record: SqsRecord, reason: string): Promise<void>;
  /** Told of each message that is not done, and why. */
  tell(record: SqsRecord, outcome: Exclude<Outcome, { kind: "done" }>): void;
  readonly atOnce: number;
}

/** Handles the messages of a batch, each on its own, and answers with those that shall come again. Never rejects for a message. */
export async function answerBatch({ Records }: SqsEvent, { handle, bury, tell, atOnce }: Answering): Promise<BatchResponse> {
  const limit = pLimit(atOnce);
  const settle = async (record: SqsRecord): Promise<Outcome> => {
    const outcome = await handle(record).catch(again);
    if (outcome.kind !== "done") tell(record, outcome);
    if (outcome.kind !== "poison") return outcome;
    return bury(record, outcome.reason).then(
      () => ({ kind: "done" }) as const,
      (cause: unknown) => {
        const stays = again(new Error(`it could not be put into the dead-letter queue: ${messageOf(cause)}`));
        tell(record, stays);
        return stays;
      },
    );
  };
  const outcomes = await Promise.all(Records.map((record) => limit(async () => ({ record, outcome: await settle(record) }))));
  return {
    batchItemFailures: outcomes.flatMap(({ record, outcome }) => (outcome.kind === "again" ? [{ itemIdentifier: record.messageId }] : [])),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const again = (error: unknown) => ({ kind: "again", reason: messageOf(error) }) as const;
