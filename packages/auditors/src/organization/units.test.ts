import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { organizationUnits } from "./units.ts";

const facts = (names: readonly string[], accounts: readonly string[]) => ({
  ...{ id: "o-abcdefghij", managementAccount: "111111111111", features: "ALL" },
  units: { root: "r-1", units: names.map((name, i) => ({ id: `ou-${i}`, name })), accounts: [...accounts] },
});

describe("organization/units", () => {
  testAuditor(it, organizationUnits, {
    pass: {
      "units, and the management account alone in the root": { facts: facts(["dev", "prod"], ["111111111111"]) },
      "units, and no account in the root": { facts: facts(["dev"], []) },
    },
    fail: {
      "no unit": { facts: facts([], ["111111111111"]) },
      "a member beside the units": { facts: facts(["dev"], ["111111111111", "222222222222"]) },
      "no unit and a member": { facts: facts([], ["222222222222"]) },
    },
  });
});
