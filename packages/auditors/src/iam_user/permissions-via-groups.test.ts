import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { iamUserPermissionsViaGroups } from "./permissions-via-groups.ts";

const ann = { id: "ann", passwordLastUsed: null };
const inline = [{ name: "own", document: "{}" }];
const attached = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];

describe("iam_user/permissions-via-groups", () => {
  testAuditor(it, iamUserPermissionsViaGroups, {
    pass: { "no policy of its own": { facts: { ...ann, permissions: { user: { attached: [], inline: [] } } } } },
    fail: {
      "an attached policy": { facts: { ...ann, permissions: { user: { attached, inline: [] } } } },
      "an inline policy": { facts: { ...ann, permissions: { user: { attached: [], inline } } } },
      both: { facts: { ...ann, permissions: { user: { attached, inline } } } },
      "our own policy that keeps sessions without MFA out": {
        facts: { ...ann, permissions: { user: { attached: [], inline: [{ name: "plumbline-deny-without-mfa", document: "{}" }] } } },
      },
    },
  });
});
