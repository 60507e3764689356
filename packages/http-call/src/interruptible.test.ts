import { expect, it } from "vitest";
import { interruptible } from "./interruptible.ts";

it("ends a sleep with the run, and not before", async () => {
  const ending = new AbortController();
  const slept: number[] = [];
  const sleep = interruptible(async (milliseconds) => void slept.push(milliseconds), ending.signal);
  await sleep(5);
  const never = interruptible(() => new Promise(() => undefined), ending.signal)(9);
  ending.abort(new Error("stopped"));
  await expect(never).rejects.toThrow("stopped");
  await expect(sleep(5)).rejects.toThrow("stopped");
  expect(slept).toEqual([5]);
});
