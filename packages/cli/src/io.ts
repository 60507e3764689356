import type { Readable, Writable } from "node:stream";
import type { Tape } from "@plumbline/aws-session/surroundings";
import { storeError } from "@plumbline/run-store/write";

/** All that a command takes from the process around it, so that tests and the demo can give their own. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly isTerminal: { readonly stdout: boolean; readonly stderr: boolean };
  readonly columns: number;
  now(): Date;
  /** A few random letters and digits, to tell runs of the same second apart. */
  random(): string;
  sleep(milliseconds: number): Promise<void>;
  /** Aborted when the user or the machine wants the process to end; from then on it does not end by itself. For what ends in good order. */
  readonly untilStopped?: () => AbortSignal;
  /** Records every call to AWS, or answers it from a recording; for tests. */
  readonly tape?: Tape;
}

/** Writes a text and waits until the stream has taken it. Rejects with a StoreError, of code `closed` when the reader went away. */
export const print = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(storeError("the output", error)) : resolve()));
  });

const isColoured = (environment: Io["environment"], isTerminal: boolean): boolean =>
  environment["NO_COLOR"] ? false : environment["FORCE_COLOR"] ? environment["FORCE_COLOR"] !== "0" : isTerminal;

/** Colours on standard output: on a terminal, unless NO_COLOR; FORCE_COLOR has them everywhere. https://no-color.org */
export const coloursOf = ({ environment, isTerminal }: Pick<Io, "environment" | "isTerminal">): boolean =>
  isColoured(environment, isTerminal.stdout);

/** Colours on standard error, by the same rules. */
export const errorColoursOf = ({ environment, isTerminal }: Pick<Io, "environment" | "isTerminal">): boolean =>
  isColoured(environment, isTerminal.stderr);
