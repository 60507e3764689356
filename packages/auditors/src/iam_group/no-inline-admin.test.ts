import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { iamGroupNoInlineAdmin } from "./no-inline-admin.ts";

const policyOf = (name: string, statement: object) => ({ name, document: encodeURIComponent(JSON.stringify({ Statement: [statement] })) });
const full = policyOf("full", { Effect: "Allow", Action: "*", Resource: "*" });
const some = policyOf("some", { Effect: "Allow", Action: "s3:*", Resource: "*" });
const factsOf = (...inline: { name: string; document: string }[]) => ({ ...{ id: "x" }, permissions: { group: { attached: [], inline } } });

describe("iam_group/no-inline-admin", () => {
  testAuditor(it, iamGroupNoInlineAdmin, {
    pass: { "a policy that allows one service": { facts: factsOf(some) } },
    fail: {
      "a policy that allows everything": { facts: factsOf(full) },
      "one of two": { facts: factsOf(some, full) },
    },
    notApplicable: { "no inline policy": { facts: factsOf() } },
  });
});
