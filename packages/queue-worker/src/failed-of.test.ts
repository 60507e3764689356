import { expect, it } from "vitest";
import { failedOf } from "./failed-of.ts";

const [none, all] = [[], ["a", "b", "c"]];
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
const rows: Record<string, { answer: unknown; failed: string[] }> = {
  nothing: { answer: undefined, failed: none },
  null: { answer: null, failed: none },
  "an empty answer": { answer: {}, failed: none },
  "an answer about something else": { answer: { statusCode: 200 }, failed: none },
  "a text": { answer: "ok", failed: none },
  "an empty list": { answer: failures(), failed: none },
  "a null list": { answer: { batchItemFailures: null }, failed: none },
  "one of three": { answer: failures("b"), failed: ["b"] },
  "one of three, twice": { answer: failures("b", "b"), failed: ["b"] },
  "all three": { answer: failures("c", "b", "a"), failed: all },
  "a message of no batch": { answer: failures("x"), failed: all },
  "one of three beside one of no batch": { answer: failures("a", "x"), failed: all },
  "an empty identifier": { answer: failures(""), failed: all },
  "a null identifier": { answer: failures(null), failed: all },
  "a number": { answer: failures(1), failed: all },
  "a misspelt key": { answer: { batchItemFailures: [{ messageId: "a" }] }, failed: all },
  "no list": { answer: { batchItemFailures: "a" }, failed: all },
};
it.each(Object.entries(rows))("failedOf: %s", (_, { answer, failed }) => {
  expect([...failedOf(all, answer)].sort()).toEqual(failed);
});
