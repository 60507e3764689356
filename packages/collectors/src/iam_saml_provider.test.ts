import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamSamlProvider } from "./iam_saml_provider.ts";

const id = "arn:aws:iam::111111111111:saml-provider/idp";
const [CreateDate, ValidUntil] = [new Date("2026-01-01T00:00:00.000Z"), new Date("2027-01-01T00:00:00.000Z")];
const told = { id, createdAt: "2026-01-01T00:00:00.000Z", validUntil: "2027-01-01T00:00:00.000Z" };

describe("iam_saml_provider", () => {
  const listings: Record<string, [answer: object, found: object[]]> = {
    "a provider": [{ SAMLProviderList: [{ Arn: id, CreateDate, ValidUntil }] }, [told]],
    "one without dates": [{ SAMLProviderList: [{ Arn: id }] }, [{ id, createdAt: null, validUntil: null }]],
    none: [{}, []],
  };
  it.each(Object.entries(listings))("lists %s", async (_, [answer, found]) => {
    expect(await listAll(iamSamlProvider, fakeAws({ answers: { ListSAMLProviders: answer } }))).toEqual(found);
  });

  it("finds one by its ARN alone", async () => {
    const aws = fakeAws({ answers: { GetSAMLProvider: { CreateDate, ValidUntil } } });
    expect([await findAll(iamSamlProvider, aws, id), await findAll(iamSamlProvider, aws, "idp")]).toEqual([[told], []]);
  });

  it("finds none that was deleted, and does not take a refusal for that", async () => {
    const refusing = (code: string) =>
      fakeAws({
        answers: {
          GetSAMLProvider: () => {
            throw awsFault(code);
          },
        },
      });
    expect(await findAll(iamSamlProvider, refusing("NoSuchEntityException"), id)).toEqual([]);
    await expect(findAll(iamSamlProvider, refusing("AccessDenied"), id)).rejects.toMatchObject({ kind: "denied" });
  });
});
