import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { z } from "zod";

const Names = z.array(z.string());
const nameIn = (text = ""): string => text.slice(text.indexOf("/") + 1);

/**
 * The names of the account's identity providers. IAM Identity Center makes a SAML provider of its own in each account that it serves.
 * Neither call has pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html
 */
export const identityProviders = {
  iam: ["iam:ListSAMLProviders", "iam:ListOpenIDConnectProviders"],
  schema: z.object({ saml: Names, oidc: Names }),
  async fetch(aws: Aws) {
    const { IAMClient, ListSAMLProvidersCommand, ListOpenIDConnectProvidersCommand } = await import("@aws-sdk/client-iam");
    const client = aws.client(IAMClient);
    const saml = await client.send(new ListSAMLProvidersCommand({}));
    const oidc = await client.send(new ListOpenIDConnectProvidersCommand({}));
    return {
      saml: (saml.SAMLProviderList ?? []).map(({ Arn }) => nameIn(Arn)),
      oidc: (oidc.OpenIDConnectProviderList ?? []).map(({ Arn }) => nameIn(Arn)),
    };
  },
} satisfies PerResource;
