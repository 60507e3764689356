import { describe, expect, test } from "vitest";
import { covers, overlaps } from "./patterns.ts";

describe("covers: all that the second matches is matched by the first", () => {
  test.each(
    Object.entries({
      "a star covers all": ["*", "s3:*", true],
      "a star covers the empty text": ["*", "", true],
      "the same text": ["s3:getobject", "s3:getobject", true],
      "a prefix": ["s3:get*", "s3:getobject*", true],
      "a longer prefix does not": ["s3:getobject*", "s3:get*", false],
      "a star inside": ["arn:*:orders", "arn:aws:sqs:*:orders", true],
      "a question mark covers a letter": ["s3:?et*", "s3:getobject", true],
      "a letter does not cover a question mark": ["s3:get", "s3:?et", false],
      "a question mark does not cover a star": ["s3:?", "s3:*", false],
      "a bucket does not cover its objects": ["arn:aws:s3:::b", "arn:aws:s3:::b/*", false],
      "two stars are one": ["**", "*", true],
      "nothing covers only nothing": ["", "a", false],
    } satisfies Record<string, [string, string, boolean]>),
  )("%s", (_, [outer, inner, verdict]) => {
    expect(covers(outer, inner)).toBe(verdict);
  });
});

describe("overlaps: some text is matched by both", () => {
  test.each(
    Object.entries({
      "a star meets all": ["*", "s3:*", true],
      "a star meets the empty text": ["", "*", true],
      "two prefixes, one in the other": ["s3:get*", "s3:getobject*", true],
      "two prefixes that part": ["s3:get*", "s3:put*", false],
      "a prefix and a suffix": ["s3:*", "*object", true],
      "question marks on both sides": ["a?c", "?bc", true],
      "of unlike length": ["a?", "a", false],
      "stars on both sides": ["a*b*c", "*abc", true],
      "a star in the second alone": ["abc", "a*d", false],
    } satisfies Record<string, [string, string, boolean]>),
  )("%s", (_, [one, other, verdict]) => {
    expect(overlaps(one, other)).toBe(verdict);
    expect(overlaps(other, one)).toBe(verdict);
  });
});
