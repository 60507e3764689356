import { describe, expect, test } from "vitest";
import type { PolicyText } from "../define-kind.ts";
import { statementChanges } from "./statement-changes.ts";
import { allow, deny, document, variable, when } from "./world.fixture.ts";

const home = allow("s3:*", `arn:aws:s3:::home/${variable("aws:username")}/*`);
const [reads, own] = [document(allow("s3:Get*")), document(home)];
const before2012 = (...statements: object[]): PolicyText => ({ Version: "2008-10-17", Statement: statements }) as PolicyText;
const unread = "a text that can't be read";
const versions = "variables by Version 2012-10-17 in place of 2008-10-17";

const rows: Record<string, readonly [before: PolicyText | undefined, after: PolicyText | undefined, verb: string, ...details: string[]]> = {
  "the same": [reads, reads, "changed"],
  "a new text": [undefined, reads, "gained", "+ Allow s3:Get* on *"],
  "no text any more": [reads, undefined, "lost", "- Allow s3:Get* on *"],
  "a Deny more": [reads, document(allow("s3:Get*"), deny("s3:*")), "lost", "+ Deny s3:* on *"],
  "a Deny less": [document(allow("s3:Get*"), deny("s3:*")), reads, "gained", "- Deny s3:* on *"],
  "as a text": [JSON.stringify(reads), reads, "changed"],
  "a text that can't be read any more": [reads, "?", "changed", unread],
  "a text that could not be read, and is the same": ["?", "?", "changed"],
  "variables that count from now on": [before2012(home), own, "changed", versions],
  "variables that count, in a text that named no version": [{ Statement: [home] } as PolicyText, own, "changed", versions],
  "variables that count no more": [own, before2012(home), "changed", "variables by Version 2008-10-17 in place of 2012-10-17"],
  "a variable that comes with its version": [
    before2012(allow("s3:Get*")),
    document(allow("s3:Get*"), home),
    "changed",
    `+ Allow s3:* on arn:aws:s3:::home/${variable("aws:username")}/*`,
    versions,
  ],
  "lists in another order, one value without its list": [
    document(allow(["s3:Get*", "s3:Put*"], "*", when("StringLike", "aws:PrincipalTag/team", ["a", "b"]))),
    document(allow(["s3:Put*", "s3:Get*"], ["*"], when("StringLike", "aws:PrincipalTag/team", ["b", "a"]))),
    "changed",
  ],
  "the difference of long lists": [
    document(allow(["a:A", "a:B", "a:C", "a:D", "a:E"])),
    document(allow(["a:A", "a:B", "a:C", "a:D", "a:F"])),
    "changed",
    "+ Allow a:F, a:A, a:B and 2 more on *",
    "- Allow a:E, a:A, a:B and 2 more on *",
  ],
  "another version without variables": [before2012(allow("s3:Get*")), reads, "changed"],
};

describe("statementChanges", () => {
  test.each(Object.entries(rows))("%s", (_, [before, after, verb, ...details]) => {
    expect(statementChanges(before, after)).toEqual({ verb, details });
  });
});
