import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** The fields that AWS asks for of everybody. */
const required = ["AddressLine1", "City", "CountryCode", "FullName", "PhoneNumber", "PostalCode"];

/** Fails when a field of the contact information is empty. Whether it is current only a person can tell; no value is kept. */
export const accountContactDetails = defineAuditor({
  id: "account/contact-details",
  title: "The contact details of the account are filled",
  severity: "low",
  source: "https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html",
  subject: account,
  needs: ["contactFields"],
  onRequest: true,
  evaluate({ facts: { contactFields } }) {
    const empty = required.filter((field) => !contactFields.includes(field));
    if (empty.length === 0) return { status: "pass", evidence: { filled: contactFields } };
    return { status: "fail", reason: `its contact details lack ${empty.join(", ")}`, evidence: { filled: contactFields, empty } };
  },
});
