import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { iamPolicyNoFullAdmin } from "./no-full-admin.ts";

const textOf = (Statement: object) => encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement }));
const full = textOf({ Effect: "Allow", Action: "*:*", Resource: "*" });
const some = textOf([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]);
const own = { id: "arn:aws:iam::111111111111:policy/own", isAwsManaged: false, attachments: 1, document: full };
const admin = { id: "arn:aws:iam::aws:policy/AdministratorAccess", isAwsManaged: true, attachments: 1, document: full };
const unattached = { unattached: true };

describe("iam_policy/no-full-admin", () => {
  testAuditor(it, iamPolicyNoFullAdmin, {
    pass: {
      "all but some actions": { facts: { ...own, document: some } },
      "all but some actions, attached to nothing": { facts: { ...own, attachments: 0, document: some }, settings: unattached },
    },
    fail: {
      "an own policy": { facts: own },
      "one of AWS": { facts: admin },
      "an own policy, attached to nothing, where it must not exist": { facts: { ...own, attachments: 0 }, settings: unattached },
      "an own policy whose use is not told, where it must not exist": { facts: { ...own, attachments: null }, settings: unattached },
    },
    notApplicable: {
      "an own policy, attached to nothing": { facts: { ...own, attachments: 0 } },
      "one of AWS, attached to nothing, where own ones must not exist": { facts: { ...admin, attachments: 0 }, settings: unattached },
    },
  });

  const unknown: Record<string, object> = {
    "a policy whose use AWS does not tell": { ...own, attachments: null },
    "a policy without a default version": { ...own, document: null },
    "a policy that can't be read": { ...own, document: "{" },
  };
  it.each(Object.entries(unknown))("does not know of %s", (_, facts) => {
    const account = { id: "111111111111", kind: "prod" as const };
    const place = { context: {}, partition: "aws", region: "us-east-1", account, knownAccounts: new Set<string>(), now: new Date(0) };
    expect(judge(iamPolicyNoFullAdmin, { facts, settings: { unattached: false }, ...place }).map(({ verdict }) => verdict.status)).toEqual([
      "unknown",
    ]);
  });
});
