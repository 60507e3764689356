import type { Destination } from "@plumbline/aws-session/aws";
import { mainRegion } from "@plumbline/aws-session/partition";
import { isLoopback } from "./open-session.ts";
import { regionOfQueue } from "./send.ts";

/**
 * Where a queue of the session's own account is, by the URL that somebody configured. One on this machine is reached where its URL says,
 * which need not be where the rest of an emulated AWS is. Never give it the URL of a message: that may name any host.
 */
export const queuePlace = ({ callerAccount, partition }: { callerAccount: string; partition: string }, url: string): Destination => ({
  account: callerAccount,
  region: regionOfQueue(url) ?? mainRegion(partition),
  ...(isLoopback(url) ? { endpointUrl: new URL(url).origin } : {}),
});
