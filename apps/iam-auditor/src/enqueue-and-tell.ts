import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted } from "@plumbline/reports/text";
import type { EnqueueConfig } from "./config.ts";
import { enqueue } from "./enqueue.ts";
import { withStore } from "./open-store-of-options.ts";

/** `plumbline iam enqueue` */
export const enqueueAndTell = (config: EnqueueConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const sent = await enqueue(config, store, io);
    const text = `${counted(sent.messages, "message")} for ${counted(sent.accounts, "account")}\n`;
    await print(io.stdout, config.json || config.format === "json" ? `${JSON.stringify(sent)}\n` : text);
    return exitCodes.clean;
  });
