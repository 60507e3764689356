import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { useEmulator } from "./emulator.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the emulator of this test run listens. */
    emulatorUrl: string;
  }
}

/** Global setup of the e2e projects: one emulator for all their files, reached with `inject("emulatorUrl")`. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");
  const emulator = await useEmulator({ cacheFolder, environment: process.env, log: (line) => process.stderr.write(`${line}\n`) });
  project.provide("emulatorUrl", emulator.url);
  return () => emulator.stop();
};
