import fc from "fast-check";
import { expect, it } from "vitest";
import { causeWithoutSecrets, withoutSecrets } from "./secrets.ts";

it("takes out secrets in each spelling, but none that would be in every word", () => {
  const text = `k "p w" p%20w ${btoa("xx:p w key")} key`;
  expect(withoutSecrets(text, ["p w key", "key", "k"])).toBe(`k "p w" p%20w <secret> key`);
  expect(withoutSecrets("as a%2Fkey+1 and a/key+1", ["a/key+1"])).toBe("as a%2Fkey+1 and <secret>");
  expect(withoutSecrets('as a%2Fkey%2B1 and "a\\"key"', ["a/key+1", 'a"key'])).toBe('as <secret> and "<secret>"');
});

it("takes secrets out of errors, their causes and their stacks, and keeps codes", () => {
  const inner = Object.assign(new TypeError('Headers.append: "s3cret-key\nother" is an invalid header value.'), { code: "EX" });
  const cleaned = causeWithoutSecrets(new Error("no s3cret-key", { cause: inner }), ["s3cret-key\nother", "s3cret-key"]);
  expect(cleaned).toMatchObject({ message: "no <secret>", cause: { name: "TypeError", code: "EX" } });
  const { cause } = cleaned as { cause: Error };
  expect(`${(cleaned as Error).stack} ${cause.message} ${cause.stack}`).not.toContain("s3cret");
});

it("leaves no secret, wherever it stands and whatever stands before it in base64", () => {
  const secret = fc.stringMatching(/^[!-~]{8,40}$/);
  fc.assert(
    fc.property(secret, fc.string(), fc.stringMatching(/^[ -~]{0,9}$/), (key, around, before) => {
      fc.pre(!"<secret>".includes(key) && !around.includes(key));
      const spellings = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), btoa(before + key)];
      for (const spelling of spellings) expect(withoutSecrets(`${around} ${spelling} ${around}`, [key])).not.toContain(spelling);
    }),
  );
});
