import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { AccountNote, putAccounts } from "@plumbline/iam-store/put-accounts";
import { counted, printable } from "@plumbline/reports/text";
import { z } from "zod";
import type { RolesConfig } from "./config.ts";
import { withStore } from "./open-store-of-options.ts";
import { readRows } from "./read-roles.ts";

const actor = { role: "admin", accounts: "all", subject: "plumbline iam accounts" } as const;
const isJson = ({ format, json }: RolesConfig): boolean => json || format === "json";

/** `plumbline iam accounts list` */
export const listAccounts = (config: RolesConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const accounts = await store.as(actor, (transaction) => transaction.selectFrom("accounts").selectAll().orderBy("account_id").execute());
    const lines = accounts.map(({ account_id, name, business_unit, owner, support_team, security_contact }) => {
      const known = Object.entries({
        "business unit": business_unit,
        owner,
        "support team": support_team,
        "security contact": security_contact,
      });
      return printable(
        [account_id, name, ...known.flatMap(([what, who]) => (who === null ? [] : `${what} ${who}`))].filter(Boolean).join("  "),
      );
    });
    const text = isJson(config) ? JSON.stringify({ accounts }, null, 2) : lines.join("\n");
    await print(io.stdout, `${text || "nothing is known of any account: see plumbline iam accounts import"}\n`);
    return exitCodes.clean;
  });

/** `plumbline iam accounts import` */
export async function importAccounts(file: string, config: RolesConfig, io: Io): Promise<ExitCode> {
  const rows = z.array(z.unknown()).safeParse(await readRows(resolve(io.folder, file)));
  if (!rows.success) throw usageError(`${file}: it is no list of accounts`, "see plumbline iam accounts import --help");
  const notes = rows.data.map((row, index) => noteOf(row, `${file}: account ${index + 1}`));
  return withStore(config, io, async (store) => {
    const put = await store.as(actor, (transaction) => putAccounts(transaction, notes, io.now()), { repeatable: true });
    const text = `${counted(put.added, "account")} added, ${put.changed} changed, ${put.unchanged} as before`;
    await print(io.stdout, `${isJson(config) ? JSON.stringify(put) : text}\n`);
    return exitCodes.clean;
  });
}

function noteOf(row: unknown, where: string): AccountNote {
  const { data, error } = AccountNote.safeParse(row);
  if (data) return data;
  const [issue] = error.issues;
  throw usageError(
    `${where}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "invalid"}`.replace(": :", ":"),
    "nothing was taken of the file",
  );
}
