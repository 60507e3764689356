import type { Looked } from "@plumbline/iam-model/snapshot";
import { expect, it } from "vitest";
import { coverageOf } from "./coverage.ts";

const [dev, prod] = ["111122223333", "444455556666"];
const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const kinds = ["sso_assignment", "sso_permission_set", "sso_user", "sso_group"] as const;
const looked = (asked: string, outcome: string, complete: number | null): readonly Looked[] =>
  kinds.map((kind) => ({
    ...{ listing: `aws/${asked}/eu-west-1/${kind}`, kind, account: "", outcome, message: null },
    completeAt: complete === null ? null : day(complete).toISOString(),
  }));

const rows: Record<string, { looked: readonly Looked[]; is: readonly string[] }> = {
  "told by one": { looked: looked(prod, "ok", 9), is: [] },
  "told by one, of which another is not the one to ask": { looked: [...looked(prod, "ok", 9), ...looked(dev, "skipped", null)], is: [] },
  "told by one, and gone elsewhere": { looked: [...looked(prod, "ok", 9), ...looked(dev, "gone", 1)], is: [] },
  "told by nobody who was asked": { looked: looked(dev, "skipped", null), is: ["skipped"] },
  "what another told once and nobody tells now": { looked: [...looked(prod, "ok", 9), ...looked(dev, "unread", 1)], is: ["unread"] },
  "refused to one of two": { looked: [...looked(prod, "ok", 9), ...looked(dev, "denied", null)], is: ["denied"] },
  "told too long ago": { looked: looked(prod, "ok", 1), is: ["too-old"] },
  "never looked at": { looked: [], is: ["never-looked"] },
};
it.each(Object.entries(rows))("Identity Center, %s", (_, { looked, is }) => {
  const { gaps } = coverageOf({ account: dev, kinds: ["sso_assignment"], looked, at: day(10), maxAgeHours: 48 });
  expect([...new Set(gaps.map(({ cause }) => cause))]).toEqual(is);
  expect(gaps.length).toBe(is.length * kinds.length);
});
