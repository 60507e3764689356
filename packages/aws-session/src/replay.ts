import type { Call } from "./call.ts";
import { fromJson } from "./canonical.ts";
import { keyOf, RecordedCall } from "./recording.ts";

/** What came of a call, and how many requests it took when it was recorded. */
export type Replayed = { readonly attempts: number } & ({ readonly output: object } | { readonly error: Error });

/** Answers calls without credentials and without network. */
export interface Replay {
  /** Gives the recorded output or error; a call that was not recorded gives an error named NotRecorded. */
  answer(call: Call): Replayed;
}

/** A test's own word on a call: an output, an error to throw, or undefined to go by the recording. */
export type Override = (call: Call) => object | Error | undefined;

/**
 * Reads a recording, one JSON object a line, from anything that gives lines. A call that was recorded several times is answered in
 * that order, and then by its last answer. Rejects when a line is none of a recording.
 */
export const createReplay = async (lines: AsyncIterable<string> | Iterable<string>, override?: Override): Promise<Replay> => {
  // Lines, not what they say: that would take many times the room.
  const recorded = new Map<string, string[]>();
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const call = read(line);
    const key = keyOf({ ...call, input: fromJson(call.input) });
    recorded.set(key, [...(recorded.get(key) ?? []), line]);
  }
  return {
    answer(call) {
      const own = override?.(call);
      if (own instanceof Error) return { error: own, attempts: 1 };
      if (own !== undefined) return { output: { $metadata: {}, ...own }, attempts: 1 };
      const exact = keyOf(call);
      // A line that was written by hand may name the service alone.
      const key = recorded.has(exact) ? exact : keyOf({ ...call, api: undefined });
      const [first, ...rest] = recorded.get(key) ?? [];
      if (first === undefined) return { error: notRecorded(key), attempts: 0 };
      if (rest.length > 0) recorded.set(key, rest);
      return play(read(first));
    },
  };
};

const read = (line: string): RecordedCall => RecordedCall.parse(JSON.parse(line));

const play = ({ attempts, outcome }: RecordedCall): Replayed => {
  if ("error" in outcome) {
    const { name, message, code, status } = outcome.error;
    return { error: Object.assign(new Error(message), { name, code, $metadata: { httpStatusCode: status, attempts } }), attempts };
  }
  const fields = Object.entries(outcome.output).map(([key, json]) => [key, fromJson(json)]);
  return { output: { $metadata: { attempts }, ...Object.fromEntries(fields) }, attempts };
};

const notRecorded = (key: string): Error =>
  Object.assign(new Error(`the recording holds no answer for ${key}; record the run once more`), { name: "NotRecorded" });
