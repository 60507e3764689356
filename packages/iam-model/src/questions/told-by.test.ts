import { expect, test } from "vitest";
import type { Looked } from "../snapshot.ts";
import { toldAt } from "./told-by.ts";

const hour = (n: number): string => `2026-05-10T${n}:00:00.000Z`;
const look = (asked: string, outcome: string, completeAt: number | null, told: Readonly<Record<string, number>> = {}): Looked => ({
  ...{ listing: `aws/${asked}/eu-west-1/sso_permission_set`, kind: "sso_assignment", account: "", outcome, message: null },
  completeAt: completeAt === null ? null : hour(completeAt),
  told: Object.fromEntries(Object.entries(told).map(([domain, at]) => [domain, hour(at)])),
});
const [management, delegate, other] = ["111111111111", "222222222222", "333333333333"];

/** When a record of the instance `x` was told. */
const rows: Record<string, { looked: readonly Looked[]; isGone?: true; at: string; isSure: boolean }> = {
  "one that tells all of it": { looked: [look(management, "ok", 15, { x: 15 })], at: hour(15), isSure: true },
  "one beside another that was denied and never told of it": {
    looked: [look(management, "ok", 15, { x: 15 }), look(other, "denied", null)],
    ...{ at: hour(15), isSure: true },
  },
  "one beside an older one of an instance of its own": {
    looked: [look(management, "ok", 15, { x: 15 }), look(other, "ok", 11, { y: 11 })],
    ...{ at: hour(15), isSure: true },
  },
  "the newest of two": {
    looked: [look(management, "ok", 15, { x: 15 }), look(delegate, "skipped", 12, { x: 12 })],
    ...{ at: hour(15), isSure: true },
  },
  "one that may have told of it since, as it broke off": {
    looked: [look(management, "ok", 15, { x: 15 }), look(delegate, "unfinished", 12, { x: 12 })],
    ...{ at: hour(15), isSure: false },
  },
  "what is gone, by a whole look alone": {
    looked: [look(management, "ok", 15, { x: 15 }), look(delegate, "unfinished", 12, { x: 12 })],
    ...{ isGone: true, at: hour(15), isSure: true },
  },
  "one that never told all of it": { looked: [look(management, "denied", null)], at: "", isSure: false },
};
test.each(Object.entries(rows))("%s", (_, { looked, isGone = false, at, isSure }) => {
  expect(toldAt(looked, { isGone, domain: "x" })).toEqual({ at, isSure });
});
