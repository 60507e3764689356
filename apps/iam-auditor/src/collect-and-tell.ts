import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { collect } from "./collect.ts";
import type { CollectConfig } from "./config.ts";
import { withStore } from "./open-store-of-options.ts";
import { collectedJson, collectedText } from "./print-collected.ts";

/** `plumbline iam collect` */
export const collectAndTell = (config: CollectConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const all = await collect(config, store, io);
    const isJson = config.json || config.format === "json";
    await print(io.stdout, isJson ? `${JSON.stringify(collectedJson(all), null, 2)}\n` : collectedText(all));
    return all.collected.some(({ isGap }) => isGap) ? exitCodes.incomplete : exitCodes.clean;
  });
