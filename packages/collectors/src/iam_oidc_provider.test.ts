import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamOidcProvider } from "./iam_oidc_provider.ts";

const id = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
const listed = { OpenIDConnectProviderList: [{ Arn: id }] };

describe("iam_oidc_provider", () => {
  it("lists and finds by ARN", async () => {
    const aws = fakeAws({ answers: { ListOpenIDConnectProviders: listed } });
    expect([
      await listAll(iamOidcProvider, aws),
      await findAll(iamOidcProvider, aws, id),
      await findAll(iamOidcProvider, aws, "x"),
    ]).toEqual([[{ id }], [{ id }], []]);
  });

  const details: Record<string, [answer: object | (() => never), known: object]> = {
    "all of it, in one order": [
      { Url: "token.example.com", ClientIDList: ["b", "a"], ThumbprintList: ["2", "1"], CreateDate: new Date(0) },
      { value: { url: "token.example.com", clientIds: ["a", "b"], thumbprints: ["1", "2"], createdAt: "1970-01-01T00:00:00.000Z" } },
    ],
    "a provider without clients": [{ Url: "u" }, { value: { url: "u", clientIds: [], thumbprints: [], createdAt: null } }],
    "a refusal": [
      () => {
        throw awsFault("AccessDenied");
      },
      { failure: { kind: "denied" } },
    ],
    "one that is gone": [
      () => {
        throw awsFault("NoSuchEntityException");
      },
      { failure: { kind: "gone" } },
    ],
  };
  it.each(Object.entries(details))("reads details: %s", async (_, [answer, known]) => {
    const aws = fakeAws({ answers: { GetOpenIDConnectProvider: answer } });
    expect((await lookAtAspect(iamOidcProvider, aws, "details", [{ id }])).get(id)).toMatchObject(known);
  });
});
