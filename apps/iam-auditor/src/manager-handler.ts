import { once } from "@plumbline/aws-session/once";
import type { Io } from "@plumbline/cli/io";
import type { Handler } from "@plumbline/queue-worker/handler";
import { enqueue } from "./enqueue.ts";
import { readManagerSettings } from "./lambda-settings.ts";
import { type OpenStore, openStoreOfOptions } from "./open-store-of-options.ts";

/**
 * Makes the manager's Lambda, which a schedule invokes: it sends one message for each account and item, and answers how many. What is set
 * wrongly rejects the invocation before any is sent. One store serves all invocations.
 */
export function makeManager(io: Io, storeOf: OpenStore = openStoreOfOptions): Handler {
  const opened = once(async () => {
    const config = readManagerSettings(io.environment);
    return { config, store: await storeOf(config, io) };
  });
  return async () => {
    const { config, store } = await opened("");
    return enqueue(config, store, io);
  };
}
