import { describe, expect, it } from "vitest";
import { canonicalJson, hashOf, sha256 } from "./digest.ts";
import type { Json } from "./state.ts";

const rows: Record<string, { value: Json; text: string }> = {
  "names in order, at every depth": { value: { b: { d: 1, c: [] }, a: null }, text: '{"a":null,"b":{"c":[],"d":1}}' },
  "a list stays in its order": { value: ["b", "a"], text: '["b","a"]' },
  "names by code unit": { value: { "\u{1f600}": 1, "\uff00": 2 }, text: '{"\u{1f600}":1,"\uff00":2}' },
  "numbers in their shortest form": { value: [1.0, 1e21, 0.1, -0], text: "[1,1e+21,0.1,0]" },
  "signs as they are, but for those that JSON can't hold": { value: "é\u0000\u2028/", text: '"é\\u0000\u2028/"' },
};
describe("the canonical JSON", () => {
  it.each(Object.entries(rows))("%s", (_, { value, text }) => expect(canonicalJson(value)).toBe(text));

  it("refuses half of a sign, which has no bytes in UTF-8", () => expect(() => canonicalJson("\ud800")).toThrow("Lone surrogate"));
});

describe("the hash", () => {
  // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  it("is SHA-256 in hex", () => expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  it("is the same for equal values", () => expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 })));
  it("differs for others", () => expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: "1" })));
});
