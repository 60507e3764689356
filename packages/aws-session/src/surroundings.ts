import type { Call } from "./call.ts";
import type { Replayed } from "./replay.ts";

/** What a session takes from the process around it. */
export interface Surroundings {
  /** `process.env`, as a rule. Its values are read anew when credentials are. */
  readonly environment: Environment;
  /** Judges the expiry of credentials; the machine's clock unless told. */
  readonly now?: () => Date;
  /** Paces the calls: milliseconds on a clock that only goes forward. */
  readonly elapsed?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly tape?: Tape;
}

/** Writes every call as a line of JSON, or answers every call from a recording, without credentials and without network. */
export type Tape = { readonly record: (line: string) => void } | { readonly replay: Answers };
/** A recording, or one that takes its time. */
export interface Answers {
  answer(call: Call): Replayed | Promise<Replayed>;
}

export type Environment = Readonly<Record<string, string | undefined>>;
