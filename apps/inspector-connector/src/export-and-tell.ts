import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { ExportConfig } from "./config.ts";
import { explained } from "./explained.ts";
import { exportJson, isIncomplete, printExport } from "./print-export.ts";
import { runExport } from "./run-export.ts";
import type { Secrets } from "./secrets.ts";

/** `plumbline kdi export` */
export async function exportAndTell(config: ExportConfig, secrets: Secrets, io: Io): Promise<ExitCode> {
  const exported = await explained(() => runExport(config, secrets, io));
  if (config.format === "json") await print(io.stdout, `${JSON.stringify(exportJson(exported, config))}\n`);
  else await printExport(exported, config, io);
  return isIncomplete(exported, config) ? exitCodes.incomplete : exitCodes.clean;
}
