import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import type { Handler } from "@plumbline/queue-worker/handler";
import { carOptions } from "./command.ts";
import { Config } from "./config.ts";
import { testConnection } from "./connection-test.ts";
import { withVariables } from "./old-words.ts";
import { missedOf } from "./print-outcome.ts";
import { runImport } from "./run-import.ts";
import { takeSecrets } from "./secrets.ts";

/**
 * Makes the connector's Lambda, which a schedule invokes; all that it is told stands in its environment. It answers with what was sent. What
 * could not be looked at rejects the invocation when all else is sent, so that its alarm goes off. A function that is repeated must find its
 * state again, so PLUMBLINE_STATE_FILE has to name an object of S3.
 */
export const makeHandler =
  (io: Io): Handler =>
  async () => {
    const { environment } = io;
    const command = carOptions();
    const { words, secrets } = await takeSecrets([], io, new Set());
    command.parseOptions(withVariables(words, environment));
    readVariables(command, environment);
    const config = parseOptions(Config, command);
    if (config.connectionTest) {
      await testConnection(config, secrets, io);
      return { connection: "ok" };
    }
    if (config.stateFile?.startsWith("s3://") !== true)
      throw usageError("PLUMBLINE_STATE_FILE names no object of S3", "set it to s3://BUCKET/KEY: the disk of a function is gone with it");
    const outcome = await runImport(config, secrets, io);
    const missed = missedOf(outcome);
    const log = makeLog(io, config);
    for (const line of missed) log("warn", line);
    if (missed.length > 0) throw new ImportIncomplete(missed);
    return { mode: outcome.mode.kind, sent: outcome.counts.send, removed: outcome.counts.remove };
  };

/** Not all was seen; what was seen is in CAR. */
class ImportIncomplete extends Error {
  override readonly name = "ImportIncomplete";
  constructor(missed: readonly string[]) {
    const more = missed.length > 1 ? `; and ${missed.length - 1} more, all in the log` : "";
    super(`the import is sent, and this was missed: ${missed[0]}${more}`);
  }
}
