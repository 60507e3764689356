import { expect, test } from "vitest";
import { gapLines } from "./print-answer.ts";

const gap = { listing: "l", kind: "sso_user", account: "111122223333", outcome: "denied", message: null, completeAt: null } as const;
const rows: Record<string, { of: Parameters<typeof gapLines>[0]; is: readonly string[] }> = {
  "denied, with AWS's words": { of: [{ ...gap, message: "no" }], is: ["Not looked at: sso_user of 111122223333 (denied, no)"] },
  "never, where no listing tells why": {
    of: [{ ...gap, outcome: "never" }],
    is: ["Not looked at: sso_user of 111122223333 (never looked at)"],
  },
  "never, though it is seen": {
    of: [{ ...gap, outcome: "never", message: "x is told of by its account 2; nobody has ever told of it" }],
    is: ["Not looked at: sso_user of 111122223333 (never looked at, x is told of by its account 2; nobody has ever told of it)"],
  },
  "several kinds alike": {
    of: [gap, { ...gap, kind: "sso_group" }],
    is: ["Not looked at: sso_user, sso_group of 111122223333 (denied)"],
  },
};
test.each(Object.entries(rows))("%s", (_, { of, is }) => {
  expect(gapLines(of)).toEqual(is);
});
