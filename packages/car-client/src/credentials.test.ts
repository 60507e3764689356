import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorizationOf, withoutSecrets } from "./credentials.ts";

const basic = { key: "key-of-7", password: 'p@ss "w/ord' };
const token = { token: "tok_abcdef" };

it("writes the header as CAR wants it", () => {
  expect(authorizationOf({ key: "k", password: "p" })).toBe("Basic azpw");
  expect(authorizationOf(token)).toBe("car-token tok_abcdef");
});

describe("withoutSecrets", () => {
  const texts: Record<string, [text: string, left: string]> = {
    "as it is": ['denied for key-of-7 / p@ss "w/ord', "denied for <secret> / <secret>"],
    "in a URL": ["https://x/?p=p%40ss%20%22w%2Ford&x=1", "https://x/?p=<secret>&x=1"],
    "in JSON": [JSON.stringify({ p: basic.password }), '{"p":"<secret>"}'],
    "the header, echoed": [`authorization: ${authorizationOf(basic)}`, "authorization: Basic <secret>"],
    "within a longer run of base64": [btoa(`xy${basic.password}zz`), "<secret>"],
    "nothing of it": ["job-17 failed: base_score must be number", "job-17 failed: base_score must be number"],
  };
  it.each(Object.entries(texts))("%s", (_, [text, left]) => {
    expect(withoutSecrets(text, basic)).toBe(left);
  });

  it("hides a token too", () => {
    expect(withoutSecrets("bad token tok_abcdef!", token)).toBe("bad token <secret>!");
  });

  it("leaves no secret, wherever it stands", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (password, before, after) => {
        fc.pre(!"<secret>".includes(password));
        const auth = { key: "some-key-of-car", password };
        const texts = [password, JSON.stringify(password).slice(1, -1), authorizationOf(auth)];
        for (const text of texts) {
          const left = withoutSecrets(`${before}${text}${after}`, auth);
          expect(left).not.toContain(btoa(unescape(encodeURIComponent(`some-key-of-car:${password}`))));
          if (!before.includes(password) && !after.includes(password)) expect(left).not.toContain(password);
        }
      }),
    );
  });
});
