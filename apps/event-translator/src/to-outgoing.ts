import type { Outgoing } from "@plumbline/cli/send";
import type { Message } from "@plumbline/cloudtrail-incremental/translate";

/** A message as the queue holds it: the four keys, held back until AWS's answers show the change. */
export const toOutgoing = ({ ref, settleSeconds }: Message): Outgoing => ({ body: JSON.stringify(ref), delaySeconds: settleSeconds });
