import { ProcessItem } from "@plumbline/iam-model/projections";
import { z } from "zod";
import { accountOf } from "./read-roles.ts";
import type { Seat } from "./seats.ts";

/** What is to be collected of an account, as messages of iso-cloud-auditor say it. */
export interface ItemMessage {
  readonly seat: Seat;
  readonly item: ProcessItem;
}

/** Accounts were numbers there, which lose the zeros in front. */
const Account = z.union([z.string().regex(/^\d{1,12}$/), z.int().nonnegative().transform(String)]).transform((id) => id.padStart(12, "0"));
const Message = z.object({ rolearn: z.string().min(1), account: Account, process_item: ProcessItem });
/** What SNS puts around a message on its way into a queue, unless the subscription asks for raw ones. https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const Envelope = z.object({ Type: z.literal("Notification"), Message: z.string() });

/** The message of an item; the same item always has the same text. */
export const toText = ({ seat: { account, roleArn }, item }: ItemMessage): string =>
  JSON.stringify({ rolearn: roleArn ?? "local", account, process_item: item });

/** Reads a message, also one that came through SNS; `reason` says why it is none, which no repetition helps. */
export function parseText(text: string): ItemMessage | { readonly reason: string } {
  const value = parse(text);
  const envelope = Envelope.safeParse(value);
  const parsed = Message.safeParse(envelope.success ? parse(envelope.data.Message) : value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `it is no message of the manager: ${[...(issue?.path ?? []), issue?.message].join(" ")}` };
  }
  const { rolearn, account, process_item: item } = parsed.data;
  if (rolearn === "local") return { seat: { account, roleArn: undefined, externalId: undefined }, item };
  if (accountOf(rolearn) !== account) return { reason: `${rolearn} is no role of account ${account}` };
  return { seat: { account, roleArn: rolearn, externalId: undefined }, item };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
