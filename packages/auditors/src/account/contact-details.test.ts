import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountContactDetails } from "./contact-details.ts";

const id = "111111111111";
const required = ["AddressLine1", "City", "CountryCode", "FullName", "PhoneNumber", "PostalCode"];

describe("account/contact-details", () => {
  testAuditor(it, accountContactDetails, {
    pass: {
      "all that AWS asks for": { facts: { id, contactFields: required } },
      "a company beside it": { facts: { id, contactFields: [...required, "CompanyName"] } },
    },
    fail: {
      "no phone": { facts: { id, contactFields: required.filter((field) => field !== "PhoneNumber") } },
      nothing: { facts: { id, contactFields: [] } },
      "nothing, of which AWS says nothing": { facts: { id, contactFields: undefined } },
    },
  });
});
