import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-account");
const none = ["ResourceNotFoundException"];
/** Names of fields; what stands in them is personal, and no check reads it. */
const Fields = z.array(z.string()).default([]);
const filled = (fields: object = {}): string[] =>
  Object.entries(fields)
    .filter(([, value]) => typeof value === "string" && value.trim() !== "")
    .map(([name]) => name)
    .sort();

/** Which fields of the account's contact information are filled. https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html */
export const contactFields = {
  iam: ["account:GetContactInformation"],
  schema: Fields,
  none,
  async fetch(aws: Aws) {
    const { AccountClient, GetContactInformationCommand } = await sdk();
    const reply = await aws.client(AccountClient).send(new GetContactInformationCommand({}));
    return filled(reply.ContactInformation);
  },
} satisfies PerResource;

/** Which fields of the security contact are filled; none where there is no such contact. https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html */
export const securityContactFields = {
  iam: ["account:GetAlternateContact"],
  schema: Fields,
  none,
  async fetch(aws: Aws) {
    const { AccountClient, GetAlternateContactCommand } = await sdk();
    const reply = await aws.client(AccountClient).send(new GetAlternateContactCommand({ AlternateContactType: "SECURITY" }));
    return filled(reply.AlternateContact);
  },
} satisfies PerResource;
