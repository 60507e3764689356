import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-iam");
const source = "iam.amazonaws.com";
const providerArn = "requestParameters.openIDConnectProviderArn";
const changed = { source, effect: "update", touches: ["details"], id: providerArn } as const;
const Details = z.object({
  url: z.string(),
  clientIds: z.array(z.string()),
  thumbprints: z.array(z.string()),
  createdAt: z.iso.datetime().nullable(),
});

/** An OIDC identity provider of an account, named by its ARN; the listing tells no more. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html */
export const iamOidcProvider = defineCollector({
  type: "iam_oidc_provider",
  title: "OIDC provider",
  scope: "global",
  iam: ["iam:ListOpenIDConnectProviders"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: z.object({ id: z.string().min(1) }),
  async *list(aws) {
    const { IAMClient, ListOpenIDConnectProvidersCommand } = await sdk();
    const { OpenIDConnectProviderList = [] } = await aws.client(IAMClient).send(new ListOpenIDConnectProvidersCommand({}));
    for (const { Arn = "" } of OpenIDConnectProviderList) yield { id: Arn };
  },
  /** Asks for the whole listing, which has one page, since the other call tells nothing of the base. */
  async find(aws, id) {
    const { IAMClient, ListOpenIDConnectProvidersCommand } = await sdk();
    const { OpenIDConnectProviderList = [] } = await aws.client(IAMClient).send(new ListOpenIDConnectProvidersCommand({}));
    return OpenIDConnectProviderList.flatMap(({ Arn = "" }) => (Arn === id ? { id: Arn } : []));
  },
  aspects: {
    details: {
      iam: ["iam:GetOpenIDConnectProvider"],
      schema: Details,
      async fetch(aws, { id }) {
        const { IAMClient, GetOpenIDConnectProviderCommand } = await sdk();
        const reply = await aws.client(IAMClient).send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id }));
        const { Url = "", ClientIDList = [], ThumbprintList = [], CreateDate } = reply;
        const [clientIds, thumbprints] = [ClientIDList.toSorted(), ThumbprintList.toSorted()];
        return { url: Url, clientIds, thumbprints, createdAt: CreateDate?.toISOString() ?? null };
      },
    },
  },
  events: [
    { source, name: "CreateOpenIDConnectProvider", effect: "create", id: "responseElements.openIDConnectProviderArn" },
    { ...changed, name: "AddClientIDToOpenIDConnectProvider" },
    { ...changed, name: "RemoveClientIDFromOpenIDConnectProvider" },
    { ...changed, name: "UpdateOpenIDConnectProviderThumbprint" },
    { source, name: "DeleteOpenIDConnectProvider", effect: "delete", id: providerArn },
  ],
});
