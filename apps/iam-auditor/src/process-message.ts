import type { Session } from "@plumbline/aws-session/session";
import type { Io } from "@plumbline/cli/io";
import type { Log } from "@plumbline/cli/log";
import { newRunId } from "@plumbline/cli/open-session";
import { parseArn } from "@plumbline/finding-model/arn";
import { loadProjections } from "@plumbline/iam-model/projections";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Outcome } from "@plumbline/queue-worker/answer-batch";
import { counted } from "@plumbline/reports/text";
import pLimit from "p-limit";
import { collectAccount } from "./collect-account.ts";
import type { Collected } from "./collected.ts";
import type { CollectConfig } from "./config.ts";
import { findUnread } from "./find-unread.ts";
import { type ItemMessage, parseText } from "./messages.ts";
import { listRoles } from "./role-table.ts";
import type { Seat } from "./seats.ts";

export interface Processing {
  readonly config: CollectConfig;
  readonly store: IamStore;
  readonly session: Session;
  readonly io: Io;
  readonly log: Log;
}

const [fetchesAtOnce, placesAtOnce] = [20, 4];
/** What may be over when the message comes again. What is refused is in the ledger, and is asked for again by the next run of the manager. */
const passing = new Set<Collected["outcome"]>(["throttled", "timed-out", "network", "expired"]);

/**
 * Collects the item of a message. The same message again does no harm: what is unchanged gets its timestamp, and what a second delivery
 * does at this moment is left to it and logged. Rejects when the database can't be reached, so that the message comes again.
 */
export async function processMessage(text: string, { config, store, session, io, log }: Processing): Promise<Outcome> {
  const message = parseText(text);
  if ("reason" in message) return { kind: "poison", reason: message.reason };
  const seat = await knownSeat(message, { config, store, session });
  if ("reason" in seat) return { kind: "poison", reason: seat.reason };
  const run = newRunId(io);
  const collected = await collectAccount(seat, {
    ...{ store, run, now: io.now, projections: await loadProjections([message.item]) },
    signing: { session, global: config, run, io },
    regions: config.regions.includes("all") ? undefined : config.regions,
    ...{ limit: pLimit(fetchesAtOnce), places: pLimit(placesAtOnce) },
  });
  const gaps = (await findUnread(store, collected, io.now())).filter(({ isGap }) => isGap);
  const [first] = gaps;
  if (first === undefined) return { kind: "done" };
  const reason = `${message.item} of ${seat.account}: ${counted(gaps.length, "kind")} not seen, first ${first.listing}: ${first.message ?? first.outcome}`;
  if (gaps.some(({ outcome }) => passing.has(outcome))) return { kind: "again", reason };
  log("warn", reason, { account: seat.account, item: message.item });
  return { kind: "done" };
}

/**
 * Nobody watches a queue's messages: a role that neither the table names nor the configuration is none of ours, and the session's own account
 * is its own alone. The external id stands in the table.
 */
async function knownSeat(
  { seat }: ItemMessage,
  { config, store, session }: Pick<Processing, "config" | "store" | "session">,
): Promise<Seat | { readonly reason: string }> {
  const { account, roleArn } = seat;
  if (roleArn === undefined) {
    return account === session.callerAccount ? seat : { reason: `account ${account} is not the processor's own, which local means` };
  }
  const row = (await listRoles(store)).find((role) => role.roleArn === roleArn);
  if (row !== undefined) return { account, roleArn, externalId: row.externalId };
  const { accountRole = "member_remediator", externalId } = config;
  if (parseArn(roleArn)?.resource === `role/${accountRole}`) return { account, roleArn, externalId };
  return { reason: `${roleArn} is neither in the table of roles nor called ${accountRole}` };
}
