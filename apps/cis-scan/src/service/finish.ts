import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeLog } from "@plumbline/cli/log";
import { html } from "@plumbline/reports/html";
import type { RequestFields } from "@plumbline/run-store/dynamodb-requests";
import { writeFile } from "@plumbline/run-store/write";
import { secretsOf } from "./access.ts";
import { type Enclosed, enclose } from "./enclose.ts";
import type { Hold } from "./hold.ts";
import type { Looked } from "./look.ts";
import { makeMail, saysOf } from "./mail-body.ts";
import { said } from "./said.ts";
import type { Scanning } from "./scanning.ts";
import { sendMail } from "./send-mail.ts";

/** How a scan ended: the status of its request, and what the item says of the report and the mail. */
export interface Ended {
  readonly status: "COMPLETED" | "INCOMPLETE" | "FAILED";
  readonly fields: RequestFields;
}

/**
 * Makes the one report and sends the one mail. A report that can't be kept is mailed all the same, and the item says why; one that reached
 * nobody and lies nowhere is a failed scan.
 */
export async function report(scanning: Scanning, looked: Looked, hold: Hold): Promise<Ended> {
  const page = join(looked.folder, "report.html");
  await writeFile(page, html(looked.report));
  const kept = await keep(scanning, page);
  const { location } = kept;
  const enclosed = await enclose({ page, looked, kept: location, most: scanning.settings.MAIL_MAX_BYTES });
  const told = await mail(scanning, { looked, hold, enclosed });
  const [account] = looked.report.header.accounts;
  const isSomewhere = location !== undefined || (told === "sent" && enclosed.kind === "attached");
  const errors = [
    kept.error,
    told === undefined || told === "sent" ? undefined : told,
    isSomewhere
      ? undefined
      : `the report reached nobody: ${enclosed.kind === "lost" ? saysOf(enclosed) : "it was neither kept nor mailed"}`,
  ].filter((error) => error !== undefined);
  return {
    status: isSomewhere ? (looked.isComplete ? "COMPLETED" : "INCOMPLETE") : "FAILED",
    fields: {
      ...{ ...looked.progress, percent: 100, account: account?.id, report: location, mail: told },
      scanCompleted: isSomewhere ? "true" : undefined,
      ...Object.fromEntries(countsOf(looked)),
      error: errors.length > 0 ? errors.join("; ") : undefined,
    },
  };
}

interface Kept {
  /** Where it lies; undefined when nowhere. */
  readonly location: string | undefined;
  readonly error?: string;
}

async function keep({ asked, own, access, io }: Scanning, page: string): Promise<Kept> {
  if (!own.objects) return { location: undefined };
  const { requestId } = asked;
  try {
    const key = `reports/${requestId}.html`;
    await own.objects.put(key, await readFile(page), "text/html; charset=utf-8");
    return { location: `s3://${own.objects.bucket}/${key}` };
  } catch (error) {
    const reason = `the report could not be kept: ${said(error, secretsOf(access))}`;
    makeLog(io, { quiet: false })("warn", `request ${requestId}: ${reason}`, { requestId });
    return { location: undefined, error: reason };
  }
}

/** How many controls have which outcome, as `controlsPass` and the like. */
const countsOf = ({ results }: Looked): [string, number][] =>
  (["pass", "fail", "unknown", "manual", "not-applicable"] as const).map((outcome) => [
    `controls${outcome === "not-applicable" ? "NotApplicable" : `${outcome[0]?.toUpperCase()}${outcome.slice(1)}`}`,
    results.filter((result) => result.outcome === outcome).length,
  ]);

interface Telling {
  readonly looked: Looked;
  readonly hold: Hold;
  readonly enclosed: Enclosed;
}

/** Sends the mail, once at most: an invocation that broke off while it sent it may have sent it. A mail that fails leaves the scan as it is. */
async function mail(scanning: Scanning, { looked, hold, enclosed }: Telling): Promise<string | undefined> {
  const { asked, email, before, access, settings } = scanning;
  if (email === undefined) return undefined;
  if (before.mail === "sent") return "sent";
  if (before.mail === "sending") return "an earlier invocation broke off while it sent it";
  await hold.write({ mail: "sending" });
  const { REPORT_URL_BASE: base } = settings;
  const link = base === undefined ? undefined : `${base.replace(/\/+$/, "")}/reports/${encodeURIComponent(asked.requestId)}.html`;
  try {
    await sendMail(
      scanning,
      makeMail({ to: email, firstName: before.firstName, looked, enclosed, edition: looked.report.header.benchmark, link }),
    );
  } catch (error) {
    return `failed: ${said(error, secretsOf(access))}`;
  }
  // Also the next sign of life says so, should this one not be heard.
  hold.tell({ mail: "sent" });
  return "sent";
}
