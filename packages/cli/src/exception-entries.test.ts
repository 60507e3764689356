import type { Exception } from "@plumbline/finding-model/exception";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exceptionEntries } from "./exception-entries.ts";
import { ExceptionsFile } from "./exceptions-file.ts";
import { oldExceptions } from "./old-exceptions.ts";

const now = new Date("2026-03-01T12:00:00Z");
const entry: Exception = { type: ["sqs"], tag: ["a=b", "c=*"], reason: "it: is", owner: "anna", ticket: "OPS-1", expires: "2026-12-31" };

describe("entries that are written", () => {
  it("are read as they were", () => {
    const text = exceptionEntries([entry], now);
    expect(ExceptionsFile.parse(parse(text)).exceptions).toEqual([entry]);
    expect(text).toContain("  - type: sqs\n");
    expect(text).not.toContain("#");
  });

  it("of old variables get a proposed end, and say so", () => {
    const old = oldExceptions({}, { REMEDIATION_MODULE_EXCEPTION: '{"012345678901":["ami"]}' });
    const text = exceptionEntries([...old, entry], now);
    const source = "REMEDIATION_MODULE_EXCEPTION";
    expect(text).toMatch(/^# Entries of old variables: name their owner .*\(proposed: 2026-05-30, 90 days ahead\)/);
    expect(ExceptionsFile.parse(parse(text)).exceptions).toEqual([
      {
        ...{ account: ["012345678901"], type: ["ami"], owner: source, reason: `listed in ${source}` },
        ...{ created: "2026-03-01", expires: "2026-05-30" },
      },
      entry,
    ]);
  });

  it("say when there are none", () => {
    expect(ExceptionsFile.parse(parse(exceptionEntries([], now)))).toEqual({ exceptions: [] });
  });
});
