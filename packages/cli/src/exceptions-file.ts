import type { Exception } from "@plumbline/finding-model/exception";
import { ExceptionEntry } from "@plumbline/finding-model/exception";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import { parseFile, readYaml, unreadable } from "./read-yaml.ts";

const kind = { what: "the exceptions file", option: "--exceptions" };

/** A file of exceptions, YAML or JSON. */
export const ExceptionsFile = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the schema of this file."),
  exceptions: z.array(ExceptionEntry).describe("Findings that are left alone until a day."),
});

/**
 * Reads a file of exceptions. One that can't be read, is invalid or is empty ends the command before any call is made: without it, changes
 * would be made that it forbids.
 */
export async function readExceptionsFile(path: string): Promise<readonly Exception[]> {
  const found = await readYaml(path, kind);
  if (!found) throw unreadable(path, kind);
  if (found.raw === null || found.raw === undefined)
    throw usageError(`the exceptions file ${path} is empty`, "nothing was done; `exceptions: []` says that there are none");
  return parseFile(ExceptionsFile, found.raw, path, kind).exceptions;
}
