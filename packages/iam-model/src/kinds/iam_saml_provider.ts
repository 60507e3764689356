import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A SAML identity provider of an account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html */
export const iamSamlProvider = defineKind({
  kind: "iam_saml_provider",
  title: "SAML provider",
  id: "ARN",
  facts: z.strictObject({ validUntil: z.iso.datetime().nullable() }),
});
