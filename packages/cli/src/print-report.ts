import { join } from "node:path";
import { controlsTerminal } from "@plumbline/reports/controls-terminal";
import { html } from "@plumbline/reports/html";
import { json } from "@plumbline/reports/json";
import { jsonl } from "@plumbline/reports/jsonl";
import { terminal } from "@plumbline/reports/terminal";
import { writeFile, writeStream } from "@plumbline/run-store/write";
import { z } from "zod";
import { coloursOf, type Io, print } from "./io.ts";
import type { Scan } from "./scan.ts";

export const ReportFormat = z.enum(["terminal", "json", "jsonl", "html"]);
export type ReportFormat = z.infer<typeof ReportFormat>;

/** Prints a run in one format, and keeps the HTML report in its folder. */
export async function printReport({ folder, report }: Scan, format: ReportFormat, io: Io, { quiet }: { quiet: boolean }): Promise<void> {
  const page = join(folder, "report.html");
  await writeFile(page, html(report));
  if (format === "json") return writeStream(io.stdout, json(report));
  if (format === "jsonl") return writeStream(io.stdout, jsonl(report));
  if (format === "html") return writeStream(io.stdout, html(report));
  const style = { width: io.columns, color: coloursOf(io) };
  await writeStream(io.stdout, report.header.benchmark ? controlsTerminal(report, style) : terminal(report, style));
  if (!quiet) await print(io.stdout, `Run: ${folder}\nPage: ${page}\n`);
}
