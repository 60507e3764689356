import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { controlsCsv } from "@plumbline/reports/csv";
import type { Looked } from "./look.ts";

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}
/** The report as the mail has it. `short`: not the whole report, but its controls and, as far as they fit, the findings that fail. */
export type Enclosed =
  | { readonly kind: "attached"; readonly files: readonly Attachment[]; readonly short?: { readonly bytes: number } }
  | { readonly kind: "kept"; readonly where: string; readonly bytes: number }
  | { readonly kind: "lost"; readonly bytes: number };

interface Given {
  readonly page: string;
  readonly looked: Pick<Looked, "report">;
  /** Where the report lies; undefined when nowhere. */
  readonly kept: string | undefined;
  /** The most bytes of an attachment. */
  readonly most: number;
}

const pack = promisify(gzip);

/** Attached as it is; else only where it lies; kept nowhere it is packed, and what is too large even so is attached in a short form. */
export async function enclose({ page, looked, kept, most }: Given): Promise<Enclosed> {
  const { size: bytes } = await stat(page);
  if (bytes <= most) return attached([{ filename: "scan.html", contentType: "text/html", content: await readFile(page) }]);
  if (kept !== undefined) return { kind: "kept", where: kept, bytes };
  const packed = { filename: "scan.html.gz", contentType: "application/gzip", content: await pack(await readFile(page)) };
  if (packed.content.length <= most) return attached([packed]);
  const controls = { filename: "controls.csv", contentType: "text/csv", content: Buffer.from(await wholeOf(controlsCsv(looked.report))) };
  if (controls.content.length > most) return { kind: "lost", bytes };
  const content = await pack(await wholeOf(failing(looked.report)));
  const findings = { filename: "failing.jsonl.gz", contentType: "application/gzip", content };
  const fits = controls.content.length + content.length <= most;
  return { ...attached([controls, ...(fits ? [findings] : [])]), short: { bytes } };
}

const attached = (files: readonly Attachment[]) => ({ kind: "attached" as const, files });

async function wholeOf(lines: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all.join("");
}

/** The findings that fail, one a line, as the format `jsonl` has them. */
async function* failing({ findings }: Looked["report"]): AsyncGenerator<string> {
  for await (const finding of findings()) if (finding.verdict.status === "fail") yield `${JSON.stringify(finding)}\n`;
}
