import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { unused, unusedKinds } from "@plumbline/iam-model/questions/unused";
import { snapshotsOf } from "./ask.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, whole } from "./print-answer.ts";
import type { UnusedConfig } from "./question-config.ts";

/** `plumbline iam unused` */
export async function askUnused(config: UnusedConfig, io: Io): Promise<ExitCode> {
  const { account, at, days } = config;
  const instants = [toInstant(at, io.now())];
  for (const snapshot of await snapshotsOf(config, { instants, kinds: unusedKinds, account }, io)) {
    const answer = unused(snapshot, { days, ...(account && { accounts: new Set(account) }) });
    const rows = answer.rows.map(({ principal, what, key, why, lastUsedAt, createdAt, days: idle, until }) => [
      ...[principal.account, principal.kind, principal.name, what, key ?? "", why],
      ...[lastUsedAt ?? "", createdAt ?? "", idle === null ? "" : String(idle), until],
    ]);
    const first = { account: whole, kind: whole, name: ids(0.3), what: whole, key: whole, why: whole };
    const columns = Object.entries({ ...first, last_used: whole, made: whole, days: whole, until: whole }).map(([name, fit]) => ({
      name,
      fit,
    }));
    const title = `Not used for ${days} days as of ${answer.at}`;
    const { notConsidered } = answer;
    const unknown = answer.rows.filter(({ why }) => why === "unknown").length;
    const unread = unknown > 0 ? [`when ${unknown} of these were last used: nothing tells`] : [];
    return printAnswer({ answer, table: { columns, rows }, title, row: "concern", looked: [answer], notConsidered, unread }, config, io);
  }
  throw new RangeError("no instant was asked");
}
