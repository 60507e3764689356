import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountSecurityContact } from "./security-contact.ts";

const id = "111111111111";

describe("account/security-contact", () => {
  testAuditor(it, accountSecurityContact, {
    pass: {
      "mail and phone": { facts: { id, securityContactFields: ["AlternateContactType", "EmailAddress", "Name", "PhoneNumber", "Title"] } },
    },
    fail: {
      "no contact": { facts: { id, securityContactFields: [] } },
      "no contact, of which AWS says nothing": { facts: { id, securityContactFields: undefined } },
      "no mail address": { facts: { id, securityContactFields: ["Name", "PhoneNumber"] } },
    },
  });
});
