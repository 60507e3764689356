import type { Readable } from "node:stream";
import type { ReadJson } from "@plumbline/read-json/json-form";
import { readJson } from "@plumbline/read-json/read-json";

/** A value that should be a record and where it stood, or why what stood there can't be read. */
export type ReadRecord = ReadJson;

/**
 * Reads records from bytes, gzip or not: files of CloudTrail (`Records`), answers of LookupEvents (`Events`), lists, single objects over many
 * lines, and JSON lines, as `readJson` does.
 */
export const readRecords = (source: Readable, name: string): AsyncGenerator<ReadRecord> =>
  readJson(source, name, { word: "record", lists: ["Records", "Events"] });
