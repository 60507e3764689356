import { type Limits, reasonOutside } from "@plumbline/cli/limits";
import type { EventTable } from "@plumbline/cloudtrail-incremental/event-table";
import type { Message, Translation } from "@plumbline/cloudtrail-incremental/translate";

/** What is left when only what was named counts. */
export type Narrowed =
  | { readonly kind: "messages"; readonly messages: readonly Message[] }
  | { readonly kind: "ignored"; readonly reason: "not-named" };

/** Leaves out what is in an account or region that nobody named. Where a bucket is, the record does not tell: every region may be its own. */
export async function narrow(translation: Translation, limits: Limits, table: EventTable): Promise<Translation | Narrowed> {
  if (translation.kind !== "messages") return translation;
  const messages: Message[] = [];
  for (const message of translation.messages) {
    const isGlobal = table.rows.some(({ type, scope }) => type === message.ref.type && scope === "global");
    if ((await reasonOutside(message.ref, isGlobal ? { ...limits, regions: undefined } : limits)) === undefined) messages.push(message);
  }
  return messages.length > 0 ? { kind: "messages", messages } : { kind: "ignored", reason: "not-named" };
}
