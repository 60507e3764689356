import { resolve } from "node:path";
import { type AccountAccess, accessReport, accountsOf } from "@plumbline/access-reviews/report/access-report";
import { reportCsv } from "@plumbline/access-reviews/report/report-csv";
import { reportHtml } from "@plumbline/access-reviews/report/report-html";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted } from "@plumbline/reports/text";
import { writeFile } from "@plumbline/run-store/write";
import { actingAs } from "../acting-as.ts";
import { isJson, type ReportConfig } from "./config.ts";
import { instantOf } from "./instants.ts";
import { withReviews } from "./with-reviews.ts";
import { writePdf } from "./write-pdf.ts";

const titleOf = ({ account, businessUnit }: ReportConfig): string =>
  account !== undefined
    ? `Access in account ${account}`
    : businessUnit !== undefined
      ? `Access in the business unit ${businessUnit}`
      : "Access in all accounts";

/** `plumbline review report`: users and permissions by business unit, or the audit report of one account, as HTML, PDF or CSV. */
export const reportAndTell = (config: ReportConfig, io: Io): Promise<ExitCode> =>
  withReviews(config, io, (store) =>
    store.as(actingAs("reader", "plumbline", io), async (transaction) => {
      const at = instantOf("--at", config.at, io.now());
      const { businessUnit, account, kinds, maxAgeHours, file } = config;
      const known = await accountsOf(transaction, businessUnit === undefined ? {} : { businessUnit });
      const accounts = account === undefined ? known : known.filter((one) => one === account);
      if (accounts.length === 0)
        throw usageError(
          `the inventory knows no ${account ? `account ${account}` : businessUnit ? `account of the business unit ${businessUnit}` : "account"}`,
          "collect first: plumbline iam collect",
        );
      const tally = { accounts: 0, principals: 0, gaps: 0 };
      const report = counting(accessReport(transaction, { at, accounts, kinds, maxAgeHours }), tally);
      const path = resolve(io.folder, file);
      const head = { title: titleOf(config), at };
      if (/\.csv$/i.test(file)) await writeFile(path, reportCsv(report));
      else if (/\.html?$/i.test(file)) await writeFile(path, reportHtml(head, report));
      else await writePdf(path, reportHtml(head, report), io);
      const text = `${path}: ${counted(tally.principals, "principal")} in ${counted(tally.accounts, "account")}${tally.gaps > 0 ? `, ${counted(tally.gaps, "gap")} told in it` : ""}\n`;
      await print(io.stdout, isJson(config) ? `${JSON.stringify({ file: path, at: at.toISOString(), ...tally }, null, 2)}\n` : text);
      return tally.gaps > 0 ? exitCodes.incomplete : exitCodes.clean;
    }),
  );

async function* counting(accounts: AsyncIterable<AccountAccess>, tally: { accounts: number; principals: number; gaps: number }) {
  for await (const account of accounts) {
    tally.accounts++;
    tally.principals += account.principals.length;
    tally.gaps += account.coverage.gaps.length;
    yield account;
  }
}
