import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Aws } from "@plumbline/audit-kit/define";
import type { Channel } from "@plumbline/delivery/channel";
import type { ChannelConfig, NotifyConfig } from "@plumbline/delivery/config";
import { mailChannel } from "@plumbline/delivery/mail";
import { proveWebhookUrl } from "@plumbline/delivery/post";
import type { Subscriber } from "@plumbline/delivery/press";
import { readSecret, type Secret, SecretError, type SecretSource } from "@plumbline/delivery/secret";
import { slackChannel } from "@plumbline/delivery/slack";
import { snsChannel } from "@plumbline/delivery/sns";
import { webhookChannel } from "@plumbline/delivery/webhook";
import { severityRank } from "@plumbline/finding-model/resource";
import { chooseChecks } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";
import type { Io } from "./io.ts";

type Surroundings = Pick<Io, "environment" | "folder">;
type Connect = (place: { account: string; region: string }) => Promise<Aws>;

/**
 * Makes the channels of the configuration. A secret that is not there, a URL that can't be used or an unknown check is a usage error; nothing
 * is asked of anybody yet.
 */
export const openChannels = ({ channels, mailAllowed }: NotifyConfig, connect: Connect, io: Surroundings): Promise<Subscriber[]> =>
  Promise.all(
    channels.map(async (config) => {
      const checks = config.checks && new Set<string>((await chooseChecks(config.checks)).map(({ id }) => id));
      return {
        channel: await named(config, () => open(config, mailAllowed, connect, io)),
        accepts: ({ severity, check, resource }) =>
          severityRank[severity] >= severityRank[config.minSeverity] &&
          (checks?.has(check) ?? true) &&
          (config.accounts?.includes(resource.account) ?? true),
      };
    }),
  );

async function open(config: ChannelConfig, allowed: readonly string[], connect: Connect, io: Surroundings): Promise<Channel> {
  switch (config.kind) {
    case "sns":
      return snsChannel(config, connect);
    case "slack":
      return slackChannel({ channel: config.name, url: await readUrl(config.url, io) });
    case "webhook":
      return webhookChannel({ channel: config.name, url: await readUrl(config.url, io) });
    case "mail": {
      const { password, caFile } = config.smtp;
      return mailChannel({
        ...{ config, allowed },
        password: password && (await readSecret(password, io)),
        ca: caFile === undefined ? undefined : await readCertificates(resolve(io.folder, caFile)),
      });
    }
  }
}

async function readUrl(source: SecretSource, io: Surroundings): Promise<Secret> {
  const url = await readSecret(source, io);
  proveWebhookUrl(url);
  return url;
}

const readCertificates = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((cause: unknown) => Promise.reject(new SecretError(`can't read ${path}: ${String(cause)}`, { cause })));

async function named<T>({ name }: ChannelConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof SecretError)) throw cause;
    throw usageError(`channel ${name} of notify: ${cause.message}`, "nothing was done; set it, or take the channel out", cause);
  }
}
