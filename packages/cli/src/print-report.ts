import { join } from "node:path";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { html } from "@plumbline/reports/html";
import { writeFile, writeStream } from "@plumbline/run-store/write";
import { z } from "zod";
import { coloursOf, type Io, print } from "./io.ts";
import type { Scan } from "./scan.ts";

const names = ["terminal", "json", "jsonl", "csv", "controls-csv", "markdown", "junit", "sarif", "ocsf", "asff", "html"] as const;
export const ReportFormat = z.enum(names, { error: `must be one of ${names.join(", ")}` });
export type ReportFormat = z.infer<typeof ReportFormat>;

interface Style {
  readonly width: number;
  readonly color: boolean;
}
type Format = (report: RunReport, style: Style) => AsyncIterable<string>;

/** Only the format that is asked for is loaded. */
const formats: { readonly [F in ReportFormat]: () => Promise<Format> } = {
  terminal: async () => {
    const { controlsTerminal } = await import("@plumbline/reports/controls-terminal");
    const { terminal } = await import("@plumbline/reports/terminal");
    return (report, style) => (report.header.benchmark ? controlsTerminal(report, style) : terminal(report, style));
  },
  json: async () => (await import("@plumbline/reports/json")).json,
  jsonl: async () => (await import("@plumbline/reports/jsonl")).jsonl,
  csv: async () => (await import("@plumbline/reports/csv")).csv,
  "controls-csv": async () => (await import("@plumbline/reports/csv")).controlsCsv,
  markdown: async () => {
    const { markdown } = await import("@plumbline/reports/markdown");
    return (report) => markdown(report);
  },
  junit: async () => (await import("@plumbline/reports/junit")).junit,
  sarif: async () => (await import("@plumbline/reports/sarif")).sarif,
  ocsf: async () => (await import("@plumbline/reports/ocsf")).ocsf,
  asff: async () => (await import("@plumbline/reports/asff")).asff,
  html: async () => html,
};

/** A run in one format. */
export async function* formatReport(report: RunReport, format: ReportFormat, style: Style): AsyncGenerator<string> {
  yield* (await formats[format]())(report, style);
}

/** Prints a run in one format, and keeps the HTML report in its folder. */
export async function printReport({ folder, report }: Scan, format: ReportFormat, io: Io, { quiet }: { quiet: boolean }): Promise<void> {
  const page = join(folder, "report.html");
  await writeFile(page, html(report));
  await writeStream(io.stdout, formatReport(report, format, { width: io.columns, color: coloursOf(io) }));
  if (format === "terminal" && !quiet) await print(io.stdout, `Run: ${folder}\nPage: ${page}\n`);
}
