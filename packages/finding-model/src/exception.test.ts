import { describe, expect, it } from "vitest";
import { ExceptionEntry, exceptionNote, exceptionState, exceptionText, scopeOf } from "./exception.ts";

const base = { reason: "r", owner: "o", expires: "2026-01-31" };
const good: Record<string, [entry: object, parsed: object]> = {
  "one of each": [
    { check: "sqs/*", account: "111111111111", region: "eu-west-1", type: "sqs", resource: "q*", tag: "keep=yes" },
    { check: ["sqs/*"], account: ["111111111111"], region: ["eu-west-1"], type: ["sqs"], resource: ["q*"], tag: ["keep=yes"] },
  ],
  lists: [{ type: ["sqs", "ec2"] }, { type: ["sqs", "ec2"] }],
  "a ticket and the day it was decided": [
    { type: "sqs", ticket: "OPS-1", created: "2026-01-31" },
    { type: ["sqs"], ticket: "OPS-1", created: "2026-01-31" },
  ],
  "a pattern for everything beside one that narrows": [
    { resource: "*", type: "sqs" },
    { resource: ["*"], type: ["sqs"] },
  ],
};
const nothing = /names none of check, account, region, type, resource, tag/;
const bad: Record<string, [entry: object, says: RegExp]> = {
  "no scope": [{}, nothing],
  "a resource of any name": [{ resource: "*" }, nothing],
  "checks of any name": [{ check: "*/*" }, nothing],
  "a list with a pattern for everything": [{ resource: ["q", "**"] }, nothing],
  "any tag": [{ tag: "*=*" }, nothing],
  "an empty list": [{ type: [] }, /type/],
  "an account of 11 digits": [{ account: "11111111111" }, /12 digits/],
  "a tag without a value": [{ tag: "keep" }, /key=value/],
  "a tag without a key": [{ tag: "=yes" }, /key=value/],
  "a day that is none": [{ type: "sqs", expires: "2026-02-30" }, /expires/],
  "created after it expires": [{ type: "sqs", created: "2026-02-01" }, /is after expires/],
  "no end": [{ type: "sqs", expires: undefined }, /expires/],
  "no reason": [{ type: "sqs", reason: "" }, /reason/],
  "a plural": [{ types: "sqs" }, /types/],
};
describe("an entry", () => {
  it.each(Object.entries(good))("with %s", (_, [entry, parsed]) => {
    expect(ExceptionEntry.parse({ ...base, ...entry })).toEqual({ ...base, ...parsed });
  });
  it.each(Object.entries(bad))("is refused with %s", (_, [entry, says]) => {
    expect(ExceptionEntry.safeParse({ ...base, ...entry }).error?.message).toMatch(says);
  });
});

const states: Record<string, [expires: string | undefined, now: string, state: string, note: RegExp | undefined]> = {
  "15 days ahead": ["2026-01-31", "2026-01-16T23:59:59Z", "active until 2026-01-31", undefined],
  "14 days ahead": ["2026-01-31", "2026-01-17T00:00:00Z", "expires in 14 days", /expires in 14 days: its findings return/],
  "the day before": ["2026-01-31", "2026-01-30T12:00:00Z", "expires in 1 day", /expires in 1 day:/],
  "on the day": ["2026-01-31", "2026-01-31T23:59:59Z", "expires today", /expires today/],
  "the day after": ["2026-01-31", "2026-02-01T00:00:00Z", "expired on 2026-01-31", /expired on 2026-01-31: its findings have returned/],
  "without end": [undefined, "2026-01-31", "active, without end", /has no end; plumbline exceptions list --format yaml/],
};
describe("the state of an exception", () => {
  it.each(Object.entries(states))("%s", (_, [expires, now, state, note]) => {
    expect(exceptionState(expires, new Date(now))).toBe(state);
    const said = exceptionNote({ scope: "type sqs", owner: "anna", expires }, new Date(now));
    if (note) expect(said).toMatch(note);
    else expect(said).toBeUndefined();
  });
});

describe("the words of an exception", () => {
  const texts: Record<string, [mark: object, text: string]> = {
    plain: [{}, "excepted until 2026-01-31 by o: r"],
    "with a ticket": [{ ticket: "OPS-1" }, "excepted until 2026-01-31 by o (OPS-1): r"],
    "without end": [{ expires: undefined }, "excepted without end by o: r"],
    "not sure": [{ unproven: "no tags" }, "left alone, since it may be excepted until 2026-01-31 by o: r; no tags"],
  };
  it.each(Object.entries(texts))("%s", (_, [mark, text]) => {
    expect(exceptionText({ ...base, ...mark })).toBe(text);
  });
  it("tell its scope", () => {
    expect(scopeOf({ type: ["sqs", "ec2"], tag: ["a=b"], account: undefined })).toBe("type sqs or ec2, tag a=b");
  });
});
