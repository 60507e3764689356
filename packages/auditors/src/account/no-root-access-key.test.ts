import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountNoRootAccessKey } from "./no-root-access-key.ts";

const withKeys = (AccountAccessKeysPresent: number) => ({
  id: "111111111111",
  summary: { AccountMFAEnabled: 1, AccountAccessKeysPresent },
});

describe("account/no-root-access-key", () => {
  testAuditor(it, accountNoRootAccessKey, {
    pass: { "no key": { facts: withKeys(0) } },
    fail: { "a key": { facts: withKeys(1) }, "two keys, should AWS count them": { facts: withKeys(2) } },
  });
});
