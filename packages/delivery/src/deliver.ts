import type { Notice } from "@plumbline/finding-model/notice";
import { type Channel, DeliveryError } from "./channel.ts";

const pauses = [1000, 4000, 10_000];
const longestPause = 30_000;

/**
 * Sends one letter, again after a pause when the failure may pass: four times at most, with what the other side asks for as pause, up to
 * 30 seconds. Resolves to the last failure, undefined when it arrived.
 */
export async function deliver(
  channel: Channel,
  notices: readonly Notice[],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<DeliveryError | undefined> {
  for (const pause of [...pauses, undefined]) {
    const failure = await attempt(channel, notices);
    if (!failure || failure.isFinal || pause === undefined) return failure;
    await sleep(Math.min(longestPause, Math.max(pause, (failure.retryAfterSeconds ?? 0) * 1000)));
  }
  return undefined;
}

async function attempt(channel: Channel, notices: readonly Notice[]): Promise<DeliveryError | undefined> {
  try {
    await channel.send(notices);
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}
