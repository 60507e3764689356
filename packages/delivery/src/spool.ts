import { createHash } from "node:crypto";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { Notice } from "@plumbline/finding-model/notice";
import { z } from "zod";

/** Notices that did not reach a channel, to be sent first by the next run. */
export const Letter = z.strictObject({
  version: z.literal(1),
  /** The same notices for the same channel have the same id. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  channel: z.string(),
  queuedAt: z.iso.datetime(),
  reason: z.string(),
  notices: z.array(Notice).min(1),
});
export type Letter = z.infer<typeof Letter>;

/** A waiting letter, or something in the spool that is none. */
export type Waiting = {
  /** Where it lies, to be told to people. */
  readonly where: string;
  /** Takes it out of the spool. */
  remove(): Promise<void>;
} & ({ readonly letter: Letter } | { readonly fault: string });

/** Keeps letters until they are sent. Every call rejects when the spool can't be read or written. */
export interface Spool {
  add(letter: Letter): Promise<void>;
  /** The letters that wait, the oldest first as far as the spool knows. */
  waiting(): AsyncIterable<Waiting>;
}

/** Makes a letter of notices that could not be delivered. */
export function letterOf(channel: string, notices: readonly Notice[], { reason, at }: { reason: string; at: Date }): Letter {
  const id = createHash("sha256")
    .update(JSON.stringify([channel, notices]))
    .digest("hex")
    .slice(0, 32);
  return { version: 1, id, channel, queuedAt: at.toISOString(), reason, notices: [...notices] };
}

/** Reads a letter; what is none is told and not thrown, so that the others go on. */
export function readLetter(text: string): { letter: Letter } | { fault: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    return { fault: `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  const letter = Letter.safeParse(raw);
  return letter.success ? { letter: letter.data } : { fault: `it is no letter: ${faultsIn(letter.error)}` };
}
