import type { ReadRecord } from "./read-records.ts";
import { recordsIn } from "./unwrap.ts";

/**
 * The records of what a queue or a rule of EventBridge delivered: single events, lists of them, records and files of records as values. An
 * event that is none of CloudTrail's is told by the reducer.
 */
export async function* delivered(values: Iterable<unknown> | AsyncIterable<unknown>, name: string): AsyncGenerator<ReadRecord> {
  let number = 0;
  for await (const value of values)
    for (const record of recordsIn(value).flatMap(recordsIn)) yield { where: `${name} event ${++number}`, value: record };
}
