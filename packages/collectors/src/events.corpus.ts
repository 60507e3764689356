import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChangeEvent, Collector } from "@plumbline/audit-kit/define";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { corpus } from "./corpus.fixture.ts";
import { collectors } from "./registry.generated.ts";

const Record = z.object({ eventSource: z.string(), eventName: z.string(), errorCode: z.string().optional(), requestParameters: z.json().optional(), responseElements: z.json().optional() });
type Record = z.infer<typeof Record>;

/** Finds CloudTrail records wherever they stand in a JSON value, or in lines of JSON. */
function recordsIn(value: unknown): Record[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (typeof value !== "object" || value === null) return [];
  const record = Record.safeParse(value);
  return record.success ? [record.data] : Object.values(value).flatMap(recordsIn);
}
function read(path: string): Record[] {
  const text = readFileSync(path, "utf8");
  try {
    return recordsIn(JSON.parse(text));
  } catch {
    return text.split("\n").flatMap((line) => {
      try {
        return recordsIn(JSON.parse(line));
      } catch {
        return [];
      }
    });
  }
}

/** Walks a path such as `responseElements.instancesSet.items[].instanceId`. */
function walk(value: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  const own: unknown = Object.entries(value).find(([key]) => key === first.replace(/\[\]$/, ""))?.[1];
  if (!first.endsWith("[]")) return own === undefined ? [] : walk(own, rest);
  return Array.isArray(own) ? own.flatMap((one) => walk(one, rest)) : [];
}

describe("events, against real CloudTrail records", () => {
  it("each path names the resource in the records of its event", async () => {
    const records = globSync(join(corpus, "cloudtrail/**/*"), { withFileTypes: true }).filter((entry) => entry.isFile()).flatMap((entry) => read(join(entry.parentPath, entry.name)));
    const all: Collector[] = await Promise.all(Object.values<() => Promise<Collector>>(collectors).map((load) => load()));
    const events = all.flatMap(({ type, events: own }) => own.map((event: ChangeEvent) => ({ type, ...event })));
    const missed: string[] = [];
    let seen = 0;
    let met = 0;
    for (const event of events) {
      const own = records.filter((r) => r.eventSource === event.source && r.eventName === event.name && r.errorCode === undefined && (r.requestParameters !== null || r.responseElements !== null));
      if (own.length > 0) met++;
      seen += own.length;
      const found = own.filter((record) => walk(record, event.id.split(".")).some((id) => typeof id === "string" && id !== ""));
      if (own.length > 0 && found.length === 0) missed.push(`${event.type} ${event.name}: ${event.id} in none of ${own.length}: ${JSON.stringify(own[0]).slice(0, 300)}`);
    }
    console.log(`${records.length} records, ${events.length} events declared, ${met} of them met in ${seen} records`);
    expect([missed, records.length > 0]).toEqual([[], true]);
  });
});
