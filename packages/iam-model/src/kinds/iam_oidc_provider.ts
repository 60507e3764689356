import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An OIDC identity provider of an account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html */
export const iamOidcProvider = defineKind({
  kind: "iam_oidc_provider",
  title: "OIDC provider",
  id: "ARN",
  facts: z.strictObject({ url: z.string(), clientIds: z.array(z.string()), thumbprints: z.array(z.string()) }),
});
