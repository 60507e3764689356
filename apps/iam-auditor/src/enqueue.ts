import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { EnqueueConfig } from "./config.ts";
import { toText } from "./messages.ts";
import { readRoles } from "./read-roles.ts";
import { listRoles } from "./role-table.ts";
import { findSeats } from "./seats.ts";
import { sendItems } from "./send-items.ts";

/** What was sent. */
export interface Enqueued {
  readonly accounts: number;
  readonly messages: number;
}

/** Sends one message for each account and item, the session's own account among them. Rejects when not all were taken. */
export async function enqueue(config: EnqueueConfig, store: IamStore, io: Io): Promise<Enqueued> {
  const table = config.rolesFile === undefined ? await listRoles(store) : await readRoles(config.rolesFile, io);
  const session = await openSession(config, newRunId(io), io);
  try {
    const { seats, left } = await findSeats(session, config, table);
    for (const { account, reason } of left) makeLog(io, config)("info", `account ${account} is left out: ${reason}`, { account });
    if (seats.length === 0) throw usageError("no account is left to ask for", "name others, or leave fewer out");
    const texts = seats.flatMap((seat) => config.items.map((item) => toText({ seat, item })));
    await sendItems(texts, config, session, io.sleep);
    return { accounts: seats.length, messages: texts.length };
  } finally {
    session.close();
  }
}
