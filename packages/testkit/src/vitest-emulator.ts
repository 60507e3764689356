import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { useEmulator } from "./emulator.ts";

/** Global setup of the e2e project: an emulator for each worker, reached with `emulatorUrl()`. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");
  const start = () => useEmulator({ cacheFolder, environment: process.env, log: (line) => process.stderr.write(`${line}\n`) });
  // The first one installs moto where it is not there.
  const emulators = [await start()];
  emulators.push(...(await Promise.all(Array.from({ length: project.config.maxWorkers - 1 }, start))));
  project.provide(
    "emulatorUrls",
    emulators.map(({ url }) => url),
  );
  return async () => void (await Promise.all(emulators.map((emulator) => emulator.stop())));
};
