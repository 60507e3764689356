import { expect, it } from "vitest";
import { isWithin } from "./target.ts";

const target = (required: boolean, ...names: string[]) => ({
  ...{ id: "111111111111", kind: "prod" as const, mainRegion: "us-east-1" },
  regions: names.map((name) => ({ name, required })),
});
const rows: Record<string, [region: string | undefined, target: ReturnType<typeof target>, isAsked: boolean]> = {
  "of a global type without a region": [undefined, target(true, "eu-west-1"), true],
  "in a region that was named": ["eu-west-1", target(true, "eu-west-1"), true],
  "in a region that was not named": ["us-east-1", target(true, "eu-west-1"), false],
  "in a region that is on": ["eu-west-1", target(false, "eu-west-1"), true],
  "in a region that is off, where nobody named regions: it is told as unknown": ["me-south-1", target(false, "eu-west-1"), true],
};
it.each(Object.entries(rows))("a resource %s", (_, [region, of, isAsked]) => expect(isWithin({ region }, of)).toBe(isAsked));
