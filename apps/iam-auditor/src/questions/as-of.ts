import { usageError } from "@plumbline/cli/command-error";
import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { asOf, asOfKinds } from "@plumbline/iam-model/questions/as-of";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import { snapshotsOf } from "./ask.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, prose, whole } from "./print-answer.ts";
import type { AsOfConfig } from "./question-config.ts";

/** `plumbline iam as-of` */
export async function askAsOf(date: string, config: AsOfConfig, io: Io): Promise<ExitCode> {
  const instants = [toInstant(date, io.now())];
  const { account, principal } = config;
  for (const snapshot of await snapshotsOf(config, { instants, kinds: asOfKinds, account }, io)) {
    const answer = asOf(inventoryOf(snapshot), { principal, ...(account && { accounts: new Set(account) }) });
    const { at, looked, principals } = answer;
    if (principal !== undefined && principals.length === 0 && looked.complete)
      throw usageError(`there was no user and no role ${principal} at ${at}`, "name it by its name, its id or its ARN");
    const held = ({ policy, by }: { policy: string; by: string | null }): string => (by === null ? policy : `${policy} by group ${by}`);
    const rows = principals.map(({ principal: of, groups, managed, inline, boundary, hasPassword, mfaDevices, keys }) => [
      ...[of.account, of.kind, of.name, groups, boundary ?? ""],
      [...(hasPassword ? ["password"] : []), ...keys.map(({ id, status }) => `${id} ${status}`)],
      of.kind === "user" ? String(mfaDevices) : "",
      [...managed.map(held), ...inline.map((one) => `inline ${held(one)}`)],
    ]);
    const first = { account: whole, kind: whole, name: ids(0.25), groups: ids(0.15), boundary: ids(0.15) };
    const fits = { ...first, sign_in: ids(0.2), mfa: whole, policies: prose };
    const columns = Object.entries(fits).map(([name, fit]) => ({ name, fit }));
    return printAnswer(
      { answer, table: { columns, rows }, title: `As of ${at}`, row: "principal", looked: [answer], notConsidered: [] },
      config,
      io,
    );
  }
  throw new RangeError("no instant was asked");
}
