import { parsePolicy } from "@plumbline/collectors/policy/document";
import { describe, expect, it } from "vitest";
import { denyConsole, denyEverything, denySessionsBefore } from "./quarantine-policy.ts";

const deny = { Effect: "Deny", Action: "*", Resource: "*" };
const texts: Record<string, [text: string, statement: object]> = {
  "everything, always": [denyEverything, { Sid: "PlumblineDenyAll", ...deny }],
  "temporary credentials alone, which a call with an access key has not": [
    denyConsole,
    { Sid: "PlumblineDenyConsole", ...deny, Condition: { Null: { "aws:MultiFactorAuthPresent": "false" } } },
  ],
  "what was begun before an instant": [
    denySessionsBefore("2026-03-01T12:00:00.000Z"),
    { Sid: "PlumblineDenyOlderSessions", ...deny, Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-03-01T12:00:00.000Z" } } },
  ],
};

describe("the policies of a quarantine", () => {
  it.each(Object.entries(texts))("deny %s", (_, [text, statement]) => {
    expect(parsePolicy(text)).toEqual({ Version: "2012-10-17", Statement: [statement] });
  });

  it.each(Object.entries(texts))("leave room in the 2,048 characters of a user's inline policies: %s", (_, [text]) => {
    expect(text.length).toBeLessThan(220);
  });
});
