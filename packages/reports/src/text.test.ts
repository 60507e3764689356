import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counted, cut, pad, printable, shorten, widthOf, wrap } from "./text.ts";

const widths = {
  "plain text": ["invoices", 8],
  "East Asian signs take two columns": ["請求書", 6],
  "a combining mark takes none": ["e\u0301", 1],
  "a joined emoji is one sign": ["👩‍💻", 2],
  "an emoji made by a selector": ["❤️", 2],
  "a zero-width space takes none": ["a\u200bb", 2],
  "Hangul from letters is one syllable": ["\u1112\u1161\u11ab", 2],
} as const;
test.each(Object.entries(widths))("width: %s", (_, [text, width]) => expect(widthOf(text)).toBe(width));

const shortened = {
  "fits as it is": ["invoices", 8, "invoices"],
  "keeps both ends": ["arn:aws:s3:::invoices", 11, "arn:a…oices"],
  "does not cut a wide sign in half": ["請求書請求書", 6, "請…書"],
  "too narrow for two ends": ["invoices", 2, "i…"],
} as const;
test.each(Object.entries(shortened))("shorten: %s", (_, [text, width, result]) => expect(shorten(text, width)).toBe(result));

const shown = {
  "an escape sequence is spelt out": ["a\u001b[31mb", "a\\u001b[31mb"],
  "line breaks and tabs are spaces": ["a\r\n\tb", "a b"],
  "a direction override is spelt out": ["a\u202eb", "a\\u202eb"],
  "a sign without width is spelt out": ["a\u200bb", "a\\u200bb"],
  "C1 controls are spelt out": ["a\u009bb", "a\\u009bb"],
  "other scripts stay": ["請求書 é", "請求書 é"],
} as const;
test.each(Object.entries(shown))("printable: %s", (_, [text, result]) => expect(printable(text)).toBe(result));

const wrapped = {
  "fits on one line": ["grants READ", 20, 4, ["grants READ"]],
  "breaks between words": ["grants READ to all users", 12, 4, ["grants READ", "to all users"]],
  "breaks a word that is too long": ["abcdefgh", 3, 4, ["abc", "def", "gh"]],
  "ends with dots when lines run out": ["one two three four", 5, 2, ["one", "two …"]],
  "a sign wider than the line still moves on": ["請求", 1, 9, ["請", "求"]],
} as const;
test.each(Object.entries(wrapped))("wrap: %s", (_, [text, width, most, lines]) => expect(wrap(text, width, most)).toEqual(lines));

test("counts carry their word", () =>
  expect([
    [0, 1, 2].map((n) => counted(n, "gap")),
    [1, 2].map((n) => counted(n, "delivery")),
    [1, 2].map((n) => counted(n, "day")),
    [1, 2].map((n) => counted(n, "pass")),
  ]).toEqual([
    ["0 gaps", "1 gap", "2 gaps"],
    ["1 delivery", "2 deliveries"],
    ["1 day", "2 days"],
    ["1 pass", "2 passes"],
  ]));

describe("laws", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 60 });
  const columns = fc.integer({ min: 2, max: 40 });
  test("what is cut or shortened fits, and padding fills exactly", () => {
    fc.assert(
      fc.property(texts, columns, (text, width) => {
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
        expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
        expect(widthOf(pad(cut(text, width), width, "right"))).toBe(width);
      }),
    );
  });
  test("wrapping without a limit loses nothing but spaces", () => {
    fc.assert(
      fc.property(texts, columns, (text, width) => {
        expect(wrap(printable(text), width).join("").replaceAll(/\s/g, "")).toBe(printable(text).replaceAll(/\s/g, ""));
      }),
    );
  });
});
