import { expect, it } from "vitest";
import { isMaker } from "./is-maker.ts";

const role = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/Ann@example.com";
const rows: Record<string, [subject: string, who: string, importedBy: string, expected: boolean]> = {
  "somebody else": ["bob@example.com", role, "ann@example.com", false],
  "who brought it in": ["ann@example.com", "arn:aws:iam::111122223333:user/ci", "ann@example.com", true],
  "who brought it in, in other letters": ["Ann@Example.com", "planner", "ann@example.com", true],
  "who made it in a session of the person's name": ["ann@example.com", role, "ci", true],
  "who made it as a user": ["ci", "arn:aws:iam::111122223333:user/ops/ci", "other", true],
  "who made it under a plain name": ["planner", "planner", "importer", true],
  "a name of the development login": ["dev:ann", "planner", "ann", true],
  "who made it as the user of their address's name": ["Ann.Costa@corp.example", "arn:aws:iam::111122223333:user/ann.costa", "bob", true],
  "who brought it in by the name before the @": ["ann@example.com", "planner", "dev:Ann", true],
  "who made it under a plain name before the @": ["ann@example.com", "ANN", "bob", true],
  "an address of the same beginning elsewhere": ["ann@else.org", role, "bob", false],
  "an address of another beginning": ["annabel@example.com", "arn:aws:iam::111122223333:user/ann", "bob", false],
  "who made it in a session of an address of their name": ["ann", role, "bob", true],
  "who brought it in by an address of their name": ["dev:ann", "planner", "Ann@example.com", true],
  "a part of a name": ["an", role, "annabel", false],
};
it.each(Object.entries(rows))("%s", (_, [subject, who, importedBy, expected]) => {
  expect(isMaker([subject, "opaque"], { who, importedBy })).toBe(expected);
});
