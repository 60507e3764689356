import { describe, expect, it } from "vitest";
import { Secret, withoutSecrets } from "./secret.ts";

const secret = "CANARY/pass+word 7";
const inBase64 = (text: string) => Buffer.from(text).toString("base64");

describe("a secret is taken out", () => {
  const rows: Record<string, { text: string; is: string }> = {
    "as it is": { text: `535 no such login: u ${secret}.`, is: "535 no such login: u <secret>." },
    "of a URL": { text: `GET /?p=${encodeURIComponent(secret)}&x`, is: "GET /?p=<secret>&x" },
    "in base64": { text: `AUTH ${inBase64(secret)} refused`, is: "AUTH <secret> refused" },
    "as AUTH PLAIN has it, after a user of 1 sign": { text: `AUTH PLAIN ${inBase64(`\0u\0${secret}`)} no`, is: "AUTH PLAIN <secret> no" },
    "after a user of 2 signs": { text: inBase64(`\0us\0${secret}`), is: "<secret>" },
    "after a user of 3 signs": { text: `(${inBase64(`\0use\0${secret}`)})`, is: "(<secret>)" },
    "before something else": { text: inBase64(`user:${secret}@host/and more`), is: "<secret>" },
    "in base64 for URLs": { text: Buffer.from(`u:${secret}`).toString("base64url"), is: "<secret>" },
    "and nothing else is": {
      text: "535 5.7.8 Authentication failed: abcdEFGH0123==",
      is: "535 5.7.8 Authentication failed: abcdEFGH0123==",
    },
  };
  it.each(Object.entries(rows))("%s", (_, { text, is }) => expect(withoutSecrets(text, [new Secret(secret)])).toBe(is));
});
