import { expect, test } from "vitest";
import { createRateBudget } from "./rate-budget.ts";

const budgetAt = (ratePerSecond: number, burst: number) => {
  const clock = { now: 0 };
  const slept: number[] = [];
  const budget = createRateBudget({
    ratePerSecond,
    burst,
    elapsed: () => clock.now,
    sleep: async (milliseconds) => void slept.push(milliseconds),
  });
  return { clock, slept, budget };
};

test("a burst passes at once, and the rest follow one by one at the rate", async () => {
  const { slept, budget } = budgetAt(10, 3);
  for (let attempt = 0; attempt < 6; attempt += 1) await budget("a");
  expect(slept).toEqual([100, 200, 300]);
});

test("a pause fills the bucket up to the burst and no further", async () => {
  const { clock, slept, budget } = budgetAt(10, 2);
  await budget("a");
  await budget("a");
  clock.now = 60_000;
  for (let attempt = 0; attempt < 3; attempt += 1) await budget("a");
  expect(slept).toEqual([100]);
});

test("half a pause pays half a debt", async () => {
  const { clock, slept, budget } = budgetAt(2, 1);
  await budget("a");
  clock.now = 250;
  await budget("a");
  expect(slept).toEqual([250]);
});

test("keys have budgets of their own", async () => {
  const { slept, budget } = budgetAt(10, 1);
  await budget("111111111111/eu-west-1/sqs");
  await budget("111111111111/eu-west-2/sqs");
  await budget("222222222222/eu-west-1/sqs");
  expect(slept).toEqual([]);
});
