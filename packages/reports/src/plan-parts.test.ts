import type { BlastRadius } from "@plumbline/finding-model/change";
import { expect, it } from "vitest";
import { blastRadiusText } from "./plan-parts.ts";

const ids = (count: number) => Array.from({ length: count }, (_, n) => ({ kind: "principal" as const, id: `p${n + 1}` }));
const radii: Record<string, [radius: BlastRadius | undefined, text: string | undefined]> = {
  "nothing known": [undefined, undefined],
  "nobody named": [{ affected: [] }, undefined],
  "one and many": [
    {
      affected: [
        { kind: "address", id: "0.0.0.0/0" },
        { kind: "address", id: "::/0" },
        { kind: "access-key", id: "AKIA1" },
      ],
    },
    "2 addresses: 0.0.0.0/0, ::/0; 1 access key: AKIA1",
  ],
  "more than are shown": [{ affected: ids(7) }, "7 principals: p1, p2, p3, p4, p5 and 2 more"],
  "no use": [{ lastUsed: null, affected: [] }, "no use on record"],
  "some without a name": [{ affected: [], unnamed: { kind: "task", count: 3 } }, "3 tasks"],
  "some that stay": [
    { affected: [{ kind: "target", id: "i-1" }], remaining: { kind: "target", count: 1 } },
    "1 target: i-1; 1 target stays",
  ],
  "none that stays": [
    { affected: [{ kind: "target", id: "i-1" }], remaining: { kind: "target", count: 0 } },
    "1 target: i-1; 0 targets stay",
  ],
  "what nobody knows": [
    { lastUsed: "2026-02-28T00:00:00.000Z", affected: [], untold: "who connects to it" },
    "last used at 2026-02-28T00:00:00.000Z; not known: who connects to it",
  ],
};
it.each(Object.entries(radii))("a blast radius in words: %s", (_, [radius, text]) => {
  expect(blastRadiusText(radius)).toBe(text);
});
