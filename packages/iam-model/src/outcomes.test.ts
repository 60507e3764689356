import { expect, it } from "vitest";
import { isBroken, isComplete, isEmpty, isOfAnother } from "./outcomes.ts";

const rows: Record<string, readonly string[]> = {
  ok: ["complete"],
  skipped: ["complete", "empty", "of another"],
  gone: ["complete", "empty"],
  unread: ["of another"],
  never: ["of another"],
  denied: ["broken"],
  unfinished: ["broken"],
};
it.each(Object.entries(rows))("%s", (outcome, is) => {
  const says = { complete: isComplete, empty: isEmpty, "of another": isOfAnother, broken: isBroken };
  expect(Object.entries(says).flatMap(([name, holds]) => (holds(outcome) ? [name] : []))).toEqual(is);
});
