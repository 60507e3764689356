import type { Readable } from "node:stream";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { Finding } from "@plumbline/finding-model/finding";
import { reasonOf } from "@plumbline/run-store/error";
import { splitLines } from "@plumbline/run-store/lines";
import { z } from "zod";
import { usageError } from "./command-error.ts";

/** Reads findings as JSON lines. A line that is none is a usage error with its number: what comes after it might be lost. */
export async function* readFindings(source: Readable): AsyncGenerator<Finding> {
  let number = 0;
  for await (const { text } of splitLines(source.setEncoding("utf8"))) {
    number++;
    const line = number === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (line.trim() !== "") yield parseLine(line, number);
  }
}

function parseLine(line: string, number: number): Finding {
  const hint = "plumbline scan --format jsonl prints findings, one a line";
  try {
    return Finding.parse(JSON.parse(line));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause);
    throw usageError(`stdin line ${number} is no finding: ${reason}`, hint, cause);
  }
}
