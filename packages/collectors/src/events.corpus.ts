import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChangeEvent, Collector } from "@plumbline/audit-kit/define";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { corpus } from "./corpus.fixture.ts";
import { collectors } from "./registry.generated.ts";

const Record = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  errorCode: z.string().optional(),
  recipientAccountId: z.string().optional(),
  requestParameters: z.json().optional(),
  responseElements: z.json().optional(),
});
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

/** Events whose only records in the corpus do not show the resource, and why that is right. */
const reviewed: Readonly<globalThis.Record<string, string>> = {
  "account iam.amazonaws.com DeactivateMFADevice": "the records are examples with made-up parameters",
  "iam_user iam.amazonaws.com DeactivateMFADevice": "the records are examples with made-up parameters",
  "elb elasticloadbalancing.amazonaws.com CreateLoadBalancer": "the record is of an application load balancer",
  "rds rds.amazonaws.com CreateDBInstanceReadReplica": "the record has no responseElements",
  "rds_snapshot rds.amazonaws.com CreateDBSnapshot": "the records have no responseElements",
};

describe("events, against real CloudTrail records", () => {
  it("each path names the resource in the records of its event", async () => {
    const records = globSync(join(corpus, "cloudtrail/**/*"), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => read(join(entry.parentPath, entry.name)));
    const all: Collector[] = await Promise.all(Object.values<() => Promise<Collector>>(collectors).map((load) => load()));
    const events = all.flatMap(({ type, events: own }) => own.map((event: ChangeEvent) => ({ type, ...event })));
    const groups = Map.groupBy(events, ({ type, source, name }) => `${type} ${source} ${name}`);
    const missed: string[] = [];
    let seen = 0;
    let met = 0;
    for (const [group, shapes] of groups) {
      const own = records.filter(
        (r) =>
          group.endsWith(` ${r.eventSource} ${r.eventName}`) &&
          r.errorCode === undefined &&
          (r.requestParameters ?? r.responseElements ?? null) !== null,
      );
      if (own.length === 0) continue;
      met++;
      seen += own.length;
      const names = (record: Record) =>
        shapes.some(({ id }) => walk(record, id.split(".")).some((found) => typeof found === "string" && found !== ""));
      if (!own.some(names) && !(group in reviewed))
        missed.push(`${group}: in none of ${own.length}: ${JSON.stringify(own[0]).slice(0, 300)}`);
    }
    console.log(`${records.length} records, ${groups.size} events declared, ${met} of them met in ${seen} records`);
    expect([missed, records.length > 0]).toEqual([[], true]);
  });
});
