import { spawn } from "node:child_process";
import { access, constants, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError } from "@plumbline/cli/command-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import { writeFile } from "@plumbline/run-store/write";
import { z } from "zod";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const mostMilliseconds = 120_000;

/** Prints an HTML page into a PDF by the Chromium on PATH, in a profile of its own that goes with it. Without one it is a CommandError. */
export async function writePdf(
  path: string,
  html: AsyncIterable<string>,
  { environment }: { environment: Readonly<Record<string, string | undefined>> },
) {
  const browser = await browserOn(environment["PATH"] ?? "");
  if (browser === undefined)
    throw new CommandError("a PDF is printed by Chromium, and there is none on PATH", {
      ...{ exitCode: exitCodes.usage, hint: "install it (on Debian: apt-get install chromium), or write HTML and print that" },
    });
  const folder = await mkdtemp(join(tmpdir(), "plumbline-pdf-"));
  try {
    const page = join(folder, "report.html");
    await writeFile(page, html);
    await print(browser, { folder, page, path: join(folder, "report.pdf"), environment });
    const { createReadStream } = await import("node:fs");
    const bytes = createReadStream(join(folder, "report.pdf"));
    await writeFile(path, chunksOf(bytes));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield z.instanceof(Uint8Array).parse(chunk);
}

interface Printing {
  readonly folder: string;
  readonly page: string;
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

async function print(browser: string, { folder, page, path, environment }: Printing): Promise<void> {
  // As root the sandbox does not start; the page is our own, and its policy lets it ask for nothing.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const words = [
    ...["--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    ...[
      ...asRoot,
      `--user-data-dir=${join(folder, "profile")}`,
      "--no-pdf-header-footer",
      `--print-to-pdf=${path}`,
      pathToFileURL(page).href,
    ],
  ];
  const child = spawn(browser, words, { stdio: ["ignore", "ignore", "pipe"], env: { ...environment }, timeout: mostMilliseconds });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told = (told + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (code !== 0 || size === 0)
    throw new CommandError(`${browser} did not print the PDF (exit code ${code ?? "none"})`, {
      ...{ exitCode: exitCodes.refused, hint: told.trim().split("\n").at(-1) ?? "write HTML and print that" },
    });
}

async function browserOn(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== ""))
    for (const name of names) {
      const file = join(folder, name);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  return undefined;
}
