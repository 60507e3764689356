import type { IamRecord } from "@plumbline/iam-model/kinds";
import { awsListing } from "@plumbline/iam-model/listing";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, noon } from "../app.fixture.ts";

const plain = { createdAt: null, updatedAt: null, arn: null };
const own = (document: string): IamRecord => ({
  ...{ kind: "iam_inline_policy", id: "AIDAANN/own", account: A, name: "own", ...plain },
  facts: {
    principalKind: "user",
    principalId: "AIDAANN",
    principalName: "ann",
    document: document.startsWith("{") ? JSON.parse(document) : document,
  },
});
const member = (policyId: string): IamRecord => ({
  ...{ kind: "organization_account", id: A, account: A, name: "account-a", ...plain },
  facts: {
    organization: "o-1",
    email: "",
    status: "ACTIVE",
    path: ["r-1"],
    tags: {},
    policies: [{ target: "r-1", policyIds: [policyId] }],
  },
});
const control = (id: string, name: string): IamRecord => ({
  ...{ kind: "organization_policy", id, account: "", name, ...plain },
  facts: {
    ...{ organization: "o-1", isAwsManaged: false, targets: ["r-1"] },
    document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  },
});

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());
const minutes = (n: number) => new Date(noon.getTime() - n * 60_000);
async function look(asked: string, account: string, type: "iam_user" | "organization_account", at: Date, records: readonly IamRecord[]) {
  const listing = awsListing({ account: asked, region: "global", type });
  const writer = await writeListing(store, { run: `run-${at.getTime()}`, listing, account, at });
  await writer.put(records);
  await writer.end([...new Set(records.map(({ kind }) => kind))].map((kind) => ({ kind, outcome: "ok" })));
}
const accessOf = async (query = "") => {
  const reader = await appOver(store).signIn("reader-a");
  const path = `/principals/user/${A}/AIDAANN${query}`;
  return { page: await reader.text(path), access: (await (await reader.get(`/api${path}`)).json()).data.access };
};

describe("effective access on a principal's page", () => {
  it("is of the newest complete word, where several accounts tell of one organization", async () => {
    await look(B, "", "organization_account", minutes(9), [member("p-new"), control("p-new", "newer")]);
    await look("777788889999", "", "organization_account", minutes(30), [member("p-old"), control("p-old", "older")]);
    expect((await accessOf()).access.levels).toMatchObject([{ target: "r-1", policies: ["newer at r-1"] }]);
  });
  it("is not denied, but not determined, where a policy can't be read", async () => {
    await look(A, A, "iam_user", minutes(5), [own("no policy")]);
    const { page, access } = await accessOf("?action=s3:GetObject");
    expect(access.undetermined).toMatchObject([{ what: expect.stringContaining("inline own of user ann can't be read") }]);
    expect([access.answer.outcome, page]).toEqual(["denied", expect.stringContaining("It may do more than is told here")]);
    expect(page).toMatch(/role="status"><p><span class="sign unseen">/);
  });
  it("is determined where it can be read", async () => {
    await look(A, A, "iam_user", minutes(4), [own('{"Version": "2012-10-17", "Statement": []}')]);
    const { page, access } = await accessOf();
    expect([access.undetermined, /It may do more than is told here/.test(page)]).toEqual([[], false]);
  });
});
