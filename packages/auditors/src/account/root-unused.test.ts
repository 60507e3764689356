import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { credentialRow } from "../judge/credential-row.fixture.ts";
import { accountRootUnused } from "./root-unused.ts";

const now = new Date("2026-05-02T12:00:00Z");
const at30days = "2026-04-02T12:00:00+00:00";
const within30days = "2026-04-02T12:00:01+00:00";
const rootWith = (cells: Record<string, string>) => ({
  id: "111111111111",
  rootCredentials: { root: credentialRow({ user: "<root_account>", password_enabled: "not_supported", ...cells }) },
});

describe("account/root-unused", () => {
  testAuditor(it, accountRootUnused, {
    pass: {
      "never used": { facts: rootWith({ password_last_used: "no_information" }), now },
      "used exactly 30 days ago": { facts: rootWith({ password_last_used: at30days }), now },
      "used yesterday, with a shorter time in the settings": {
        facts: rootWith({ password_last_used: "2026-05-01T12:00:00+00:00" }),
        ...{ settings: { idleDays: 1 }, now },
      },
      "a key that was never used": { facts: rootWith({ access_key_1_active: "true", access_key_1_last_used_date: "N/A" }), now },
    },
    fail: {
      "a password used a second within 30 days": { facts: rootWith({ password_last_used: within30days }), now },
      "a key used within 30 days": { facts: rootWith({ access_key_1_active: "true", access_key_1_last_used_date: within30days }), now },
      "a second key, made inactive after its use": { facts: rootWith({ access_key_2_last_used_date: within30days }), now },
      "a use in the next hour, by a clock that is behind": { facts: rootWith({ password_last_used: "2026-05-02T13:00:00+00:00" }), now },
    },
  });
});
