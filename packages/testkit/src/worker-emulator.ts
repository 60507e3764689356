import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the emulators of this test run listen: one for each worker, so that files that run side by side never meet. */
    emulatorUrls: readonly string[];
  }
}

/** Where the emulator of this test worker listens. Throws where the project has no emulators. */
export const emulatorUrl = (): string => {
  const urls = inject("emulatorUrls");
  const worker = Number(process.env["VITEST_POOL_ID"]);
  const url = urls[worker - 1];
  if (url === undefined) throw new Error(`no emulator for worker ${worker} of ${urls.length}`);
  return url;
};
