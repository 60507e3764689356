import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { UploadConfig } from "./config.ts";
import { explained } from "./explained.ts";
import { printUpload, uploadJson } from "./print-upload.ts";
import type { Secrets } from "./secrets.ts";
import { uploadTo } from "./upload-files.ts";

/** `plumbline kdi upload` */
export async function uploadAndTell(config: UploadConfig, secrets: Secrets, io: Io): Promise<ExitCode> {
  const uploaded = await explained(async () => (await uploadTo(config, secrets, io))());
  if (config.format === "json") await print(io.stdout, `${JSON.stringify(uploadJson(uploaded))}\n`);
  else await printUpload(uploaded, io);
  // No asset is no news where nobody could look.
  return uploaded.outcome.outcome === "nothing" && !uploaded.manifest.complete ? exitCodes.incomplete : exitCodes.clean;
}
