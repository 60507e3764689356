import { describe, expect, it } from "vitest";
import { type ExitCode, exitCodes, gravest } from "./exit-code.ts";

const order: readonly ExitCode[] = [70, 2, 3, 4, 1];
// Every set of reasons: five bits tell which of them are there.
const sets = Array.from({ length: 32 }, (_, bits) => order.filter((_, i) => bits & (1 << i)));

describe("gravest", () => {
  it.each(sets.map((codes) => [codes.join(" and ") || "nothing", codes] as const))("of %s", (_, codes) => {
    expect(gravest(codes)).toBe(codes[0] ?? 0);
    expect(gravest([0, ...codes.toReversed(), ...codes])).toBe(codes[0] ?? 0);
  });

  it("knows every exit code but 0", () => {
    expect(Object.values(exitCodes).filter((code) => gravest([code]) === code)).toHaveLength(Object.keys(exitCodes).length);
  });
});
