import { awsListing } from "@plumbline/iam-model/listing";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, noon } from "../app.fixture.ts";
import { readTallies } from "./read-tallies.ts";

const condition = { StringEquals: { "aws:PrincipalOrgID": "o-example" } };
const allow = (Principal: unknown, more: object = {}) => ({ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...more });

const rows: Record<string, [statement: object | object[] | null, isOpen: boolean, isOfStrangers: boolean]> = {
  "the own account": [allow({ AWS: `arn:aws:iam::${A}:root` }), false, false],
  "the own account by its id": [allow({ AWS: A }), false, false],
  "a service": [allow({ Service: "ec2.amazonaws.com" }), false, false],
  "a provider": [allow({ Federated: `arn:aws:iam::${A}:saml-provider/adfs` }), false, false],
  "an account that is not known": [allow({ AWS: [A, "arn:aws:iam::999988887777:root"] }), false, true],
  "anyone under a condition": [allow("*", { Condition: condition }), false, true],
  "any AWS principal under a condition": [allow({ AWS: "*" }, { Condition: condition }), false, true],
  "the id of a principal that was deleted": [allow({ AWS: "AIDACKCEVSQ6C2EXAMPLE" }), false, true],
  "all but one": [{ Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: A } }, false, true],
  "nobody, as anyone is denied": [[allow({ AWS: A }), { ...allow("*"), Effect: "Deny" }], false, false],
  anyone: [allow("*"), true, true],
  "a text that can't be read": [null, false, true],
};

describe("whom the overview takes for strangers", () => {
  let store: IamStore;
  beforeAll(async () => {
    store = await openEmpty();
  }, 60_000);
  afterAll(() => store.close());
  it.each(Object.entries(rows))("%s", async (name, [statement, isOpen, isOfStrangers]) => {
    const listing = awsListing({ account: A, region: "global", type: "iam_role" });
    const facts = { path: "/", permissionsBoundary: null, tags: {}, instanceProfiles: [] };
    const at = new Date(noon.getTime() + Object.keys(rows).indexOf(name) * 60_000);
    const writer = await writeListing(store, { run: `run-${at.getTime()}`, listing, account: A, at });
    await writer.put([
      {
        ...{
          kind: "iam_role",
          id: "AROA1",
          account: A,
          name: "role",
          arn: `arn:aws:iam::${A}:role/role`,
          createdAt: null,
          updatedAt: null,
        },
        facts: { ...facts, trustPolicy: statement === null ? "{" : { Version: "2012-10-17", Statement: statement } },
      } as never,
    ]);
    await writer.end([{ kind: "iam_role", outcome: "ok" }]);
    const [tally] = await store.as({ role: "reader", accounts: [A], subject: "test" }, (transaction) => readTallies(transaction, at));
    expect([tally?.rolesOpenToAll, tally?.rolesOfStrangers]).toEqual([Number(isOpen), Number(isOfStrangers)]);
  });
});
