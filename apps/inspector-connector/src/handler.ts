import { tmpdir } from "node:os";
import { join } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import type { Handler } from "@plumbline/queue-worker/handler";
import { connectorOptions } from "./command.ts";
import { ConnectorConfig } from "./config.ts";
import { readOldVariables } from "./old-words.ts";
import { exportJson, isIncomplete } from "./print-export.ts";
import { uploadJson } from "./print-upload.ts";
import { runExport } from "./run-export.ts";
import { takeOwnSecrets } from "./secrets.ts";
import { uploadTo } from "./upload-files.ts";

/** What noting how far an upload came takes at most. */
const spareMilliseconds = 15_000;

/**
 * Makes the connector's Lambda, which a schedule invokes; all that it is told stands in its environment. It answers with what was exported and
 * with Kenna's summary. What could not be looked at rejects the invocation when all else is uploaded, so that its alarm goes off. An
 * upload stops before the function's time is over, and the next invocation goes on with it while its disk is there. When that is gone, the next
 * one waits for a run that goes on, and sends and runs what it has seen itself.
 */
export const makeHandler =
  (io: Io): Handler =>
  async (_event, context) => {
    const { environment } = io;
    const command = connectorOptions();
    const { secrets } = await takeOwnSecrets([], io, new Set());
    readOldVariables(command, environment);
    readVariables(command, environment);
    // The rest of its disk can't be written.
    if (command.getOptionValueSource("outputDirectory") === undefined)
      command.setOptionValue("outputDirectory", join(tmpdir(), "aws_inspector"));
    const config = parseOptions(ConnectorConfig, command);
    if (!secrets.has("kennaApiKey") || config.kennaConnectorId === undefined)
      throw usageError(
        "there is no API key or no connector of Kenna",
        "set KENNA_API_KEY and KENNA_CONNECTOR_ID: files of a function are gone with it",
      );
    const untilStopped = () => AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - spareMilliseconds));
    const upload = await uploadTo(config, secrets, { ...io, untilStopped });
    const exported = await runExport(config, secrets, io);
    if (exported.isKept) throw new ExportIncomplete(exportJson(exported, config));
    const uploaded = await upload();
    if (isIncomplete(exported, config)) throw new ExportIncomplete(exportJson(exported, config));
    const { findings, counts } = exportJson(exported, config);
    return { findings, counts, upload: uploadJson(uploaded) };
  };

/** Not all was seen; what was seen is in Kenna. */
class ExportIncomplete extends Error {
  override readonly name = "ExportIncomplete";
  constructor({ incomplete, unread, isKept }: ReturnType<typeof exportJson>) {
    const missed = [
      ...incomplete.map(({ account, region, aspect, outcome, message }) => `${aspect} of ${account}/${region}: ${message ?? outcome}`),
      ...unread.map(({ where, reason }) => `${where}: ${reason}`),
    ];
    const told = isKept ? "nothing could be seen or is uploaded" : "what was seen is uploaded";
    super(`${told}, and this was missed: ${missed[0]}${missed.length > 1 ? `; and ${missed.length - 1} more` : ""}`);
  }
}
