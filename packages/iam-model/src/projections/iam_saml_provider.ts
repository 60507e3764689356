import { iamSamlProvider } from "@plumbline/collectors/iam_saml_provider";
import { defineProjection } from "../projection.ts";

/** SAML providers, under the names that trust policies' ARNs end with. */
export const samlProviders = defineProjection(iamSamlProvider, (part) => [
  part({
    kinds: ["iam_saml_provider"],
    needs: [],
    project: ({ id, createdAt, validUntil }, { account }) => [
      {
        ...{ kind: "iam_saml_provider", id, account, name: id.slice(id.indexOf("/") + 1), arn: id, createdAt, updatedAt: null },
        facts: { validUntil },
      },
    ],
  }),
]);
