import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { escalate } from "@plumbline/access-reviews/escalate";
import { refreshCampaign } from "@plumbline/access-reviews/refresh-campaign";
import { remind } from "@plumbline/access-reviews/remind";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { readSecret, type Secret, SecretError } from "@plumbline/delivery/secret";
import { sendBySmtp } from "@plumbline/delivery/smtp";
import { counted, printable } from "@plumbline/reports/text";
import { reasonOf } from "@plumbline/run-store/error";
import { actingAs } from "../acting-as.ts";
import { isJson, type RemindConfig } from "./config.ts";
import { withReviews } from "./with-reviews.ts";

const variable = "PLUMBLINE_SMTP_PASSWORD";

/** `plumbline review remind`: marks what has changed, escalates what is due, and mails who has to decide. */
export async function remindAndTell(campaign: string, config: RemindConfig, io: Io): Promise<ExitCode> {
  const server = {
    ...config.smtp,
    tls: config.smtpTls,
    user: config.smtpUser,
    password: await passwordOf(config, io),
    ca: await caOf(config, io),
  };
  const actor = actingAs("admin", config.by, io);
  return withReviews(config, io, async (store) => {
    const at = io.now();
    const { changed, gone } = await store.as(actor, (transaction) => refreshCampaign(transaction, { campaign, at }));
    const { escalated } = await store.as(actor, (transaction) => escalate(transaction, { campaign, at }));
    const { from, mailAllowed, consoleUrl } = config;
    const reminded = await remind(store, actor, {
      ...{ campaign, at, from, mailAllowed, consoleUrl },
      send: (mail) => sendBySmtp(server, mail, "review"),
    });
    const { sent, alreadyToday, unreachable, failed } = reminded;
    const lines = [
      ...(changed + gone > 0 ? [`${counted(changed, "item")} changed, ${gone} gone`] : []),
      ...(escalated > 0 ? [`${counted(escalated, "item")} escalated`] : []),
      `${counted(sent.length, "reviewer")} reminded, ${alreadyToday.length} had it today`,
      ...unreachable.map(({ reviewer, why }) => `not reminded: ${reviewer}: ${why}`),
      ...failed.map(({ reviewer, why }) => `could not be sent, and is tried again: ${reviewer}: ${why}`),
    ];
    const told = { changed, gone, escalated, ...reminded };
    await print(io.stdout, isJson(config) ? `${JSON.stringify(told, null, 2)}\n` : lines.map((line) => `${printable(line)}\n`).join(""));
    return unreachable.length + failed.length > 0 ? exitCodes.incomplete : exitCodes.clean;
  });
}

async function passwordOf({ smtpUser, smtpPasswordFile }: RemindConfig, { environment, folder }: Io): Promise<Secret | undefined> {
  if (smtpUser === undefined) return undefined;
  try {
    return await readSecret(smtpPasswordFile === undefined ? { env: variable } : { file: smtpPasswordFile }, { environment, folder });
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw usageError(
      `the password of ${smtpUser} is not told: ${error.message}`,
      `set ${variable}, or name a file by --smtp-password-file`,
      error,
    );
  }
}

async function caOf({ smtpCa }: RemindConfig, { folder }: Io): Promise<string | undefined> {
  if (smtpCa === undefined) return undefined;
  try {
    return await readFile(resolve(folder, smtpCa), "utf8");
  } catch (cause) {
    throw usageError(`--smtp-ca: ${smtpCa} can't be read: ${reasonOf(cause)}`, "name a file of certificates in PEM", cause);
  }
}
