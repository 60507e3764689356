import type { Selectors, TrailStatus } from "@plumbline/collectors/facts/trails";
import type { z } from "zod";

export const owned = "arn:aws:cloudtrail:us-east-1:000000000000:trail/own";
export const shared = "arn:aws:cloudtrail:us-east-1:999999999999:trail/org";
type Told = z.input<typeof Selectors>;

export const logs = { kind: "read" as const, isLogging: true, deliveryError: null, logGroupError: null, deliveredToLogGroupAt: null };
export const stopped = { ...logs, isLogging: false };
export const unread = { kind: "unread" as const, why: "Unknown trail" };
export const basic = (...selectors: object[]): Told => ({ kind: "basic", selectors });
export const advanced = (...selectors: { Field: string; [operator: string]: string | string[] }[][]): Told => ({
  kind: "advanced",
  selectors: selectors.map((FieldSelectors) => ({ FieldSelectors })),
});
export const field = (Field: string, ...Equals: string[]) => ({ Field, Equals });
/** A trail of all regions as its home tells of it. */
export const trail = (selectors: Told, status: z.input<typeof TrailStatus> = logs, id = owned) => ({
  ...{ id, region: "us-east-1", hasDefaultSelectors: selectors.kind === "default", selectors, status },
});
export const facts = { id: "000000000000" };
