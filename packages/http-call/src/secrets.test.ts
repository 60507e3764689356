import { expect, it } from "vitest";
import { withoutSecrets } from "./secrets.ts";

it("takes out secrets in each spelling, but none that would be in every word", () => {
  const text = `k "p w" p%20w ${btoa("xx:p w key")} key`;
  expect(withoutSecrets(text, ["p w key", "key", "k"])).toBe(`k "p w" p%20w <secret> key`);
  expect(withoutSecrets("as a%2Fkey+1 and a/key+1", ["a/key+1"])).toBe("as a%2Fkey+1 and <secret>");
});
