import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import type { Handler } from "@plumbline/queue-worker/handler";
import { carOptions } from "./command.ts";
import { Config } from "./config.ts";
import { withVariables } from "./old-words.ts";
import { type Outcome, runImport } from "./run-import.ts";
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
    if (config.stateFile?.startsWith("s3://") !== true)
      throw usageError("PLUMBLINE_STATE_FILE names no object of S3", "set it to s3://BUCKET/KEY: the disk of a function is gone with it");
    const outcome = await runImport(config, secrets, io);
    if (outcome.gaps.length > 0 || outcome.unretired !== undefined) throw new ImportIncomplete(outcome);
    return { mode: outcome.mode.kind, sent: outcome.counts.send, removed: outcome.counts.remove };
  };

/** Not all was seen; what was seen is in CAR. */
class ImportIncomplete extends Error {
  override readonly name = "ImportIncomplete";
  constructor({ gaps, unretired }: Outcome) {
    const [first] = gaps;
    const what = first ? `${first.type} of ${first.account}/${first.region}: ${first.message ?? first.outcome}` : unretired;
    super(`the import is sent, and this was missed: ${what}${gaps.length > 1 ? `; and ${gaps.length - 1} more, all in the log` : ""}`);
  }
}
