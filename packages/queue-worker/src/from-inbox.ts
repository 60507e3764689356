import { z } from "zod";
import type { Handler } from "./handler.ts";
import { type BatchResponse, SqsEvent, type SqsRecord } from "./sqs-event.ts";

const Event = z.looseObject({ account: z.string().optional(), region: z.string().optional() });

/**
 * Makes of a function that EventBridge invokes with single events one that reads them from a queue: the target of a rule where EventBridge
 * can't invoke functions, as in emulators. An event without account or region, as an emulator delivers it, gets those of the queue. What the
 * function rejects comes again, and is told with the reason.
 */
export const fromInbox =
  (handler: Handler, tell: (record: SqsRecord, error: unknown) => void): Handler =>
  async (event, context): Promise<BatchResponse> => {
    const { Records } = SqsEvent.parse(event);
    const failed = await Promise.all(
      Records.map(async (record) => {
        try {
          await handler(toEvent(record), context);
          return [];
        } catch (error) {
          tell(record, error);
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: failed.flat() };
  };

function toEvent({ body, eventSourceARN, awsRegion }: SqsRecord): object {
  const raw: unknown = JSON.parse(body);
  const event = Event.parse(raw);
  return { ...event, account: event.account ?? eventSourceARN.split(":")[4], region: event.region ?? awsRegion };
}
