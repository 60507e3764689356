import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-iam");
const source = "iam.amazonaws.com";
const instant = z.iso.datetime().nullable();
const Base = z.object({ id: z.string().min(1), createdAt: instant, validUntil: instant });

/** A SAML identity provider of an account, named by its ARN. The call has no pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html */
export const iamSamlProvider = defineCollector({
  type: "iam_saml_provider",
  title: "SAML provider",
  scope: "global",
  iam: ["iam:ListSAMLProviders"],
  findIam: ["iam:GetSAMLProvider"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: Base,
  async *list(aws) {
    const { IAMClient, ListSAMLProvidersCommand } = await sdk();
    const { SAMLProviderList = [] } = await aws.client(IAMClient).send(new ListSAMLProvidersCommand({}));
    for (const { Arn = "", CreateDate, ValidUntil } of SAMLProviderList) yield toBase(Arn, CreateDate, ValidUntil);
  },
  async find(aws, id) {
    if (!id.includes(":saml-provider/")) return [];
    const { IAMClient, GetSAMLProviderCommand } = await sdk();
    const { CreateDate, ValidUntil } = await aws.client(IAMClient).send(new GetSAMLProviderCommand({ SAMLProviderArn: id }));
    return [toBase(id, CreateDate, ValidUntil)];
  },
  aspects: {},
  events: [
    { source, name: "CreateSAMLProvider", effect: "create", id: "responseElements.sAMLProviderArn" },
    { source, name: "UpdateSAMLProvider", effect: "update", touches: [], id: "requestParameters.sAMLProviderArn" },
    { source, name: "DeleteSAMLProvider", effect: "delete", id: "requestParameters.sAMLProviderArn" },
  ],
});

const toBase = (id: string, created: Date | undefined, until: Date | undefined) => ({
  ...{ id, createdAt: created?.toISOString() ?? null, validUntil: until?.toISOString() ?? null },
});
