import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf, newSecret, seal, unseal } from "./secret.ts";

describe("what is sealed", () => {
  const [secret, text] = [newSecret(), "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2ln"];
  it("is read with the secret alone, not with its hash", () => {
    const sealed = seal(secret, text);
    expect([unseal(secret, sealed), unseal(newSecret(), sealed), unseal(hashOf(secret), sealed)]).toEqual([text, undefined, undefined]);
    expect([unseal(secret, ""), unseal(secret, "no base64url!")]).toEqual([undefined, undefined]);
  });
  it("differs each time, and shows no part of the text", () => {
    expect(seal(secret, text)).not.toBe(seal(secret, text));
    expect(Buffer.from(seal(secret, text), "base64url").toString("latin1")).not.toContain(text.slice(0, 12));
  });
  it("is not read with any changed bit", () => {
    const sealed = Buffer.from(seal(secret, text), "base64url");
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(unseal(secret, changed.toString("base64url"))).toBeUndefined();
      }),
    );
  });
});
