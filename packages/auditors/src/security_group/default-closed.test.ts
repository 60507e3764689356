import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { securityGroupDefaultClosed } from "./default-closed.ts";

const group = (ingressCount: number, egressCount: number, isDefault = true) => ({
  facts: { id: "sg-1", name: isDefault ? "default" : "web", isDefault, ingressCount, egressCount },
});

describe("security_group/default-closed", () => {
  testAuditor(it, securityGroupDefaultClosed, {
    pass: { "no rules": group(0, 0) },
    fail: {
      "as AWS makes it": group(1, 1),
      "ingress alone": group(1, 0),
      "egress alone": group(0, 1),
      "several rules": group(3, 2),
    },
    notApplicable: { "another group with rules": group(1, 1, false), "another group without rules": group(0, 0, false) },
  });

  it("does not judge a default group of whose rules nothing is said", () => {
    const judged = (facts: { ingressCount: number | null; egressCount: number | null }) =>
      judge(securityGroupDefaultClosed, {
        ...{ facts: { id: "sg-1", name: "default", isDefault: true, ...facts }, context: {}, settings: {}, partition: "aws" },
        ...{
          region: "eu-west-1",
          account: { id: "111111111111", kind: "prod" as const },
          knownAccounts: new Set<string>(),
          now: new Date(0),
        },
      }).map(({ verdict }) => verdict.status);
    expect(judged({ ingressCount: null, egressCount: 0 })).toEqual(["unknown"]);
    expect(judged({ ingressCount: 0, egressCount: null })).toEqual(["unknown"]);
  });
});
