import type { Notice } from "@plumbline/finding-model/notice";

/** Takes notices somewhere: a topic, a chat, a mailbox. */
export interface Channel {
  /** As the configuration names it. */
  readonly name: string;
  /** How many notices one letter holds at most. */
  readonly most: number;
  /** Sends one letter. Rejects with a DeliveryError when it did not arrive, or nobody said that it did. */
  send(notices: readonly Notice[]): Promise<void>;
}

export interface DeliveryProblem {
  readonly channel: string;
  /** True when sending the same again can't help: the other side refused it. */
  readonly isFinal: boolean;
  /** How long the other side asks to be left alone. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A letter did not arrive. The message names the channel and never its secrets. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly channel: string;
  readonly isFinal: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { channel, isFinal, retryAfterSeconds, cause }: DeliveryProblem) {
    super(`channel ${channel}: ${message}`, { cause });
    this.channel = channel;
    this.isFinal = isFinal;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
