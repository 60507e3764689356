import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { ec2InstanceRole } from "./instance-role.ts";

const instance = (state: string, profile: string | null | undefined) => ({
  facts: { ...{ id: "i-0a", state, instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} }, profile },
});
const profile = "arn:aws:iam::111111111111:instance-profile/web";

describe("ec2/instance-role", () => {
  testAuditor(it, ec2InstanceRole, {
    pass: { "a profile": instance("running", profile), "a profile, stopped": instance("stopped", profile) },
    fail: {
      "no profile": instance("running", null),
      "no profile, stopped: it starts like that": instance("stopped", null),
      "nothing said": instance("pending", undefined),
    },
    notApplicable: { "being terminated": instance("shutting-down", null), terminated: instance("terminated", null) },
  });
});
