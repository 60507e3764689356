import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import type { IamSource } from "./iam-source.ts";

/** What a source told: its rows, the first of each id, and its cells as `kind outcome`. */
export async function readAll(source: IamSource, signal?: AbortSignal) {
  const rows = new Map<string, IamRecord>();
  const cells: string[] = [];
  const messages: string[] = [];
  for await (const told of source.read({ signal })) {
    if ("records" in told) for (const record of told.records) rows.set(record.id, rows.get(record.id) ?? record);
    else {
      cells.push(`${told.looked.kind} ${told.looked.outcome}`);
      messages.push(told.looked.message ?? "");
    }
  }
  return { rows: [...rows.values()], names: [...rows.values()].map(({ kind, name }) => `${kind} ${name}`), cells, messages };
}

/** Writes a text into a file of a new folder. */
export function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "plumbline-")), "config");
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** A clock that stands, and pauses that are only noted. */
export function testSurroundings() {
  const slept: number[] = [];
  const lines: string[] = [];
  return {
    ...{ slept, lines },
    now: () => new Date("2026-03-01T12:00:00.000Z"),
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
    log: (line: string) => void lines.push(line),
    timeoutMilliseconds: 2000,
  };
}
