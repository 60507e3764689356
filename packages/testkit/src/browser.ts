/** Chromium as the machine has it (Debian: apt-get install chromium), for tests of pages. */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Browser } from "playwright-core";
import { EmulatorError } from "./emulator-error.ts";

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

// Its sandbox needs rights that containers do not give; the pages are our own. The rest keeps it from calling home.
const words = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];
const names = ["chromium", "chromium-browser", "google-chrome"];

/** Starts a headless Chromium of PATH with a new profile. Throws EmulatorError when there is none or it does not start. */
export const startBrowser = async ({ environment }: Surroundings): Promise<Browser> => {
  const executablePath = await onPath(environment["PATH"] ?? "");
  if (executablePath === undefined) throw new EmulatorError("there is no Chromium on PATH", hint);
  const { chromium } = await import("playwright-core");
  try {
    return await chromium.launch({ executablePath, args: words });
  } catch (cause) {
    const [line = ""] = String(cause).split("\n");
    throw new EmulatorError(`${executablePath} does not start: ${line}`, hint, { cause });
  }
};

const hint = "Install it (on Debian: apt-get install chromium), then try again.";

const onPath = async (path: string): Promise<string | undefined> => {
  for (const folder of path.split(delimiter).filter((one) => one !== ""))
    for (const name of names) if (await isProgram(join(folder, name))) return join(folder, name);
  return undefined;
};

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** A browser, or why there is none. */
export type MaybeBrowser = { readonly browser: Browser } | { readonly missing: string };

/** Starts Chromium where it can be had. `CI=true` demands it: its absence is an error there, and told by name elsewhere. */
export const tryBrowser = async (surroundings: Surroundings): Promise<MaybeBrowser> => {
  try {
    return { browser: await startBrowser(surroundings) };
  } catch (error) {
    const { environment } = surroundings;
    if (!(error instanceof EmulatorError) || environment["CI"] === "true" || environment["FIXTURES"] === "required") throw error;
    return { missing: `not run in Chromium: ${error.message}. ${error.hint}` };
  }
};
