import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { benchmarkReport } from "@plumbline/reports/benchmark.fixture";
import { html } from "@plumbline/reports/html";
import { startBrowser } from "@plumbline/testkit/browser";

const runsEach = 5;
const size = { accounts: 20, findings: 100_000 };
const aims = { open: 2000, filter: 300 };

/** What the reader does to the findings: a field of the form and the value that it gets. */
const filters = [
  ["text", "filter-text", "nobody-has-this"],
  ["text again", "filter-text", "open everyone s3:get"],
  ["account", "filter-account", "111111111115"],
  ["section", "filter-section", "storage"],
  ["control", "filter-control", "5.2"],
  ["outcome of controls", "controls-section", "iam"],
] as const;

/** Times how long the HTML page of a benchmark with 100,000 findings takes to be made, to open in Chromium and to filter. */
export async function benchHtml(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-bench-"));
  const file = join(folder, "report.html");
  const browser = await startBrowser({ environment: process.env });
  try {
    const began = performance.now();
    await pipeline(Readable.from(html(benchmarkReport(size))), createWriteStream(file));
    const { size: bytes } = await stat(file);
    console.log(
      `${size.findings} findings of ${size.accounts} accounts: ${(bytes / 2 ** 20).toFixed(1)} MiB made in ${(performance.now() - began).toFixed(0)} ms, peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
    );
    const opened: number[] = [];
    const filtered = new Map<string, number[]>(filters.map(([name]) => [name, []]));
    for (let run = 0; run < runsEach; run++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const start = performance.now();
      await page.goto(pathToFileURL(file).href);
      await page.locator("#findings-rows tr").first().waitFor();
      opened.push(performance.now() - start);
      for (const [name, id, value] of filters) filtered.get(name)?.push(await page.evaluate(timeFilter, { id, value }));
      await page.close();
    }
    const isOpenFast = tell("open until the first row is there", opened, aims.open);
    const areFiltersFast = [...filtered].map(([name, times]) => tell(`filter by ${name}, until it is painted`, times, aims.filter));
    process.exitCode = isOpenFast && areFiltersFast.every(Boolean) ? 0 : 1;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(name: string, times: readonly number[], aim: number): boolean {
  const sorted = times.toSorted((a, b) => a - b);
  const [median = 0, worst = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const isMet = median < aim;
  console.log(
    `${name}: ${median.toFixed(0)} ms (median of ${times.length}, worst ${worst.toFixed(0)}; aim ${aim}: ${isMet ? "met" : "MISSED"})`,
  );
  return isMet;
}

/** Runs in the page: from the reader's input to the frame after the new count of rows, with the pause for further keys. */
function timeFilter({ id, value }: { id: string; value: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const field = document.getElementById(id);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) throw new Error(`the page has no field ${id}`);
    const count = document.getElementById(id.startsWith("controls") ? "controls-result" : "result");
    for (const form of document.forms) form.reset();
    const start = performance.now();
    setTimeout(() => reject(new Error(`filter ${id} shows nothing after 10 s`)), 10_000);
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0));
    }).observe(count ?? document.body, { childList: true });
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
