import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { html } from "@plumbline/reports/html";
import type { RequestFields } from "@plumbline/run-store/dynamodb-requests";
import { writeFile } from "@plumbline/run-store/write";
import { secretsOf } from "./access.ts";
import type { Hold } from "./hold.ts";
import type { Looked } from "./look.ts";
import { type Enclosed, makeMail } from "./mail-body.ts";
import { said } from "./said.ts";
import type { Scanning } from "./scanning.ts";
import { sendMail } from "./send-mail.ts";

/** Makes the one report and sends the one mail; gives what the request's item says of them. */
export async function report(scanning: Scanning, looked: Looked, hold: Hold): Promise<RequestFields> {
  const { asked, own, settings } = scanning;
  const page = join(looked.folder, "report.html");
  await writeFile(page, html(looked.report));
  let kept: string | undefined;
  if (own.objects) {
    const key = `reports/${asked.requestId}.html`;
    await own.objects.put(key, await readFile(page), "text/html; charset=utf-8");
    kept = `s3://${own.objects.bucket}/${key}`;
  }
  const told = await mail(scanning, { looked, hold, enclosed: await enclose(page, kept, settings.MAIL_MAX_BYTES) });
  const [account] = looked.report.header.accounts;
  const { progress } = looked;
  return {
    ...{ ...progress, percent: 100, scanCompleted: "true", account: account?.id, report: kept, mail: told },
    ...Object.fromEntries(countsOf(looked)),
    error: told?.startsWith("failed") ? told : undefined,
  };
}

/** How many controls have which outcome, as `controlsPass` and the like. */
const countsOf = ({ results }: Looked): [string, number][] =>
  (["pass", "fail", "unknown", "manual", "not-applicable"] as const).map((outcome) => [
    `controls${outcome === "not-applicable" ? "NotApplicable" : `${outcome[0]?.toUpperCase()}${outcome.slice(1)}`}`,
    results.filter((result) => result.outcome === outcome).length,
  ]);

/** The report as the mail has it: attached, packed when it is too large and kept nowhere else, or only where it lies. */
async function enclose(page: string, kept: string | undefined, most: number): Promise<Enclosed> {
  const { size } = await stat(page);
  if (size <= most) return { kind: "attached", filename: "scan.html", contentType: "text/html", content: await readFile(page) };
  if (kept !== undefined) return { kind: "kept", where: kept, bytes: size };
  const packed = await promisify(gzip)(await readFile(page));
  return packed.length <= most
    ? { kind: "attached", filename: "scan.html.gz", contentType: "application/gzip", content: packed }
    : { kind: "lost", bytes: size };
}

interface Telling {
  readonly looked: Looked;
  readonly hold: Hold;
  readonly enclosed: Enclosed;
}

/** Sends the mail, once at most: an invocation that broke off while it sent it may have sent it. A mail that fails leaves the scan as it is. */
async function mail(scanning: Scanning, { looked, hold, enclosed }: Telling): Promise<string | undefined> {
  const { email, before, access } = scanning;
  if (email === undefined) return undefined;
  if (before.mail === "sending") return "an earlier invocation broke off while it sent it";
  await hold.write({ mail: "sending" });
  try {
    await sendMail(
      scanning,
      makeMail({ to: email, firstName: before.firstName, looked, enclosed, edition: looked.report.header.benchmark }),
    );
    return "sent";
  } catch (error) {
    return `failed: ${said(error, secretsOf(access))}`;
  }
}
