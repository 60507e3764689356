import { iamOidcProvider } from "@plumbline/collectors/iam_oidc_provider";
import { defineProjection } from "../projection.ts";

/** OIDC providers with the clients that they serve. */
export const oidcProviders = defineProjection(iamOidcProvider, (part) => [
  part({
    kinds: ["iam_oidc_provider"],
    needs: ["details"],
    project: ({ id, details: { createdAt, ...facts } }, { account }) => [
      {
        ...{ kind: "iam_oidc_provider", id, account, name: id.slice(id.indexOf("/") + 1), arn: id, createdAt, updatedAt: null },
        facts,
      },
    ],
  }),
]);
