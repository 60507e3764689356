import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionGuarddutyEnabled } from "./guardduty-enabled.ts";

const administrator = "222222222222";
const detector = (status: string, tied: { account: string; relationship: string } | null = null) => ({
  id: "d1",
  status,
  administrator: tied,
});
const facts = (...detectors: ReturnType<typeof detector>[]) => ({ id: "" as const, detectors });
const member = { account: administrator, relationship: "Enabled" };

describe("region/guardduty-enabled", () => {
  testAuditor(it, regionGuarddutyEnabled, {
    pass: {
      "an enabled detector": { facts: facts(detector("ENABLED")) },
      "an enabled detector in another case": { facts: facts(detector("Enabled")) },
      "an enabled one beside a suspended one": { facts: facts(detector("DISABLED"), detector("ENABLED")) },
      "a member of the administrator": { facts: facts(detector("ENABLED", member)), settings: { administrator } },
      "a member whose tie is in capitals": {
        facts: facts(detector("ENABLED", { ...member, relationship: "ENABLED" })),
        settings: { administrator },
      },
      "the administrator itself": {
        facts: facts(detector("ENABLED")),
        settings: { administrator },
        account: { id: administrator, kind: "prod" },
      },
      "a member of someone, where nobody is asked for": { facts: facts(detector("ENABLED", { ...member, account: "333333333333" })) },
      "a region of China": { facts: facts(detector("ENABLED")), partition: "aws-cn", region: "cn-north-1" },
    },
    fail: {
      "no detector": { facts: facts() },
      "a suspended detector": { facts: facts(detector("DISABLED")) },
      "a detector without a status": { facts: facts(detector("")) },
      "a suspended detector of the administrator's member": { facts: facts(detector("DISABLED", member)), settings: { administrator } },
      "no administrator": { facts: facts(detector("ENABLED")), settings: { administrator } },
      "another administrator": { facts: facts(detector("ENABLED", { ...member, account: "333333333333" })), settings: { administrator } },
      "an invitation that nobody accepted": {
        facts: facts(detector("ENABLED", { ...member, relationship: "Invited" })),
        settings: { administrator },
      },
      "only a suspended detector is tied": { facts: facts(detector("DISABLED", member), detector("ENABLED")), settings: { administrator } },
      "the administrator itself without a detector": {
        facts: facts(),
        settings: { administrator },
        account: { id: administrator, kind: "prod" },
      },
    },
  });
});
