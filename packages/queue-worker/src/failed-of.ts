import { BatchResponse } from "./sqs-event.ts";

/**
 * Which messages of a batch failed, by what the handler answered, as Lambda reads it: nothing, or no failures, is success for all; an
 * answer of another shape, and an identifier that is empty or of no message, fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedOf(messageIds: readonly string[], answer: unknown): ReadonlySet<string> {
  const all = new Set(messageIds);
  if (answer === undefined || answer === null) return new Set();
  if (typeof answer !== "object" || !("batchItemFailures" in answer)) return new Set();
  if (answer.batchItemFailures === null) return new Set();
  const response = BatchResponse.safeParse(answer);
  if (!response.success) return all;
  const failed = response.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}
