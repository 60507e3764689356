import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import type { ConnectorConfig } from "./config.ts";
import { explained } from "./explained.ts";
import { exportJson, isIncomplete, printExport } from "./print-export.ts";
import { printUpload, uploadJson } from "./print-upload.ts";
import { runExport } from "./run-export.ts";
import type { Secrets } from "./secrets.ts";
import { uploadTo } from "./upload-files.ts";

/**
 * What the toolkit's task does: files for review, and with an API key and a connector their upload, run and summary. What could not be
 * looked at does not keep the rest from Kenna, unless autoclose is on.
 */
export async function exportAndUpload(config: ConnectorConfig, secrets: Secrets, io: Io): Promise<ExitCode> {
  return explained(async () => {
    const isWanted = secrets.has("kennaApiKey") && config.kennaConnectorId !== undefined;
    if (!isWanted && (secrets.has("kennaApiKey") || config.kennaConnectorId !== undefined))
      makeLog(io, config)(
        "warn",
        `nothing is uploaded: there is ${secrets.has("kennaApiKey") ? "an API key but no connector" : "a connector but no API key of Kenna"}`,
      );
    const upload = isWanted ? await uploadTo(config, secrets, io) : undefined;
    const exported = await runExport(config, secrets, io);
    const isJson = config.format === "json";
    if (!isJson) await printExport(exported, config, io);
    const code = isIncomplete(exported, config) ? exitCodes.incomplete : exitCodes.clean;
    const told = { ...exportJson(exported, config) };
    if (upload && exported.isKept) makeLog(io, config)("warn", "nothing is uploaded: nothing could be seen");
    try {
      const uploaded = exported.isKept ? undefined : await upload?.();
      if (isJson) await print(io.stdout, `${JSON.stringify({ ...told, ...(uploaded && { upload: uploadJson(uploaded) }) })}\n`);
      else if (uploaded) await printUpload(uploaded, io);
    } catch (error) {
      if (isJson) await print(io.stdout, `${JSON.stringify(told)}\n`);
      throw error;
    }
    return code;
  });
}
