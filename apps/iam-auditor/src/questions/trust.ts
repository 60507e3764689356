import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import { outsideTrust, trust, trustKinds } from "@plumbline/iam-model/questions/trust";
import { snapshotsOf } from "./ask.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, prose, whole, wordsOf } from "./print-answer.ts";
import type { TrustConfig } from "./question-config.ts";

/** `plumbline iam trust` */
export async function askTrust(config: TrustConfig, io: Io): Promise<ExitCode> {
  const { account, at, knownAccounts } = config;
  const instants = [toInstant(at, io.now())];
  for (const snapshot of await snapshotsOf(config, { instants, kinds: trustKinds }, io)) {
    const known = { ...(knownAccounts && { knownAccounts: new Set(knownAccounts) }), ...(account && { accounts: new Set(account) }) };
    const answer = trust(inventoryOf(snapshot), known);
    const rows = answer.rows.map(({ role, principal, kind, whose, hasExternalId, conditions, concern, verdict }) => [
      ...[role.account, role.name, kind, principal, whose, verdict, hasExternalId ? "yes" : "no", concern ?? ""],
      conditions,
    ]);
    const first = { account: whole, role: ids(0.25), kind: whole, principal: ids(0.25), whose: whole, verdict: whole };
    const columns = Object.entries({ ...first, external_id: whole, concern: whole, conditions: prose }).map(([name, fit]) => ({
      name,
      fit,
    }));
    const title = `Who from outside may assume roles as of ${answer.at}`;
    const unread = wordsOf(answer.notConsidered.filter((one) => !outsideTrust.includes(one)));
    const told = {
      answer,
      table: { columns, rows },
      title,
      row: "trusted party",
      looked: [answer],
      notConsidered: wordsOf(outsideTrust),
      unread,
    };
    return printAnswer(told, config, io);
  }
  throw new RangeError("no instant was asked");
}
