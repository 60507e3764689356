import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { admins } from "./admins.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const ann = w.user("ann");
const untold = (record: ReturnType<typeof w.memberAccount>): IamRecord => {
  const { serviceControlPolicies: _, ...facts } = record.facts;
  return { ...record, facts };
};

/** What is told of the levels above ann, who holds everything. */
const rows: Record<
  string,
  { readonly records: readonly IamRecord[]; readonly levels: readonly string[]; readonly open: readonly string[] }
> = {
  "a level that allows all": {
    records: [w.memberAccount([["p-1"]]), w.scp("p-1", w.document(w.allow("*")))],
    ...{ levels: ["r-1"], open: [] },
  },
  "switched off, so that they limit nobody": { records: [w.memberAccount([], { scps: "off" })], levels: [], open: [] },
  "switched off, and policies that are still there": {
    records: [w.memberAccount([], { scps: "off" }), w.scp("p-1", w.document(w.deny("*")))],
    ...{ levels: [], open: [] },
  },
  "the management account": { records: [w.memberAccount([], { management: w.account })], levels: [], open: [] },
  "switched on, and no level told": {
    records: [w.memberAccount([])],
    ...{ levels: [], open: ["service control policies: none of the account's levels was told"] },
  },
  "nobody told whether they are switched on": {
    records: [untold(w.memberAccount([]))],
    ...{ levels: [], open: ["service control policies: none of the account's levels was told"] },
  },
  "a level without policies": {
    records: [w.memberAccount([[]])],
    ...{ levels: ["r-1"], open: ["service control policies at r-1: none was told"] },
  },
};

describe("organizationOf", () => {
  test.each(Object.entries(rows))("%s", (_, { records, levels, open }) => {
    const inventory = inventoryOf(w.world([ann, w.inline(ann, w.document(w.allow("*"))), ...records]));
    const known = inventory.policiesOf(inventory.principals[0]!);
    expect(known.levels.map(({ target }) => target)).toEqual(levels);
    expect(known.notConsidered).toEqual(open.map((what) => ({ what, effect: "may take away" })));
    expect(admins(inventory).administrators).toMatchObject([{ outcome: "allowed", notConsidered: known.notConsidered }]);
  });
});

/** How an account came out that once told of no organization. */
const alone: Record<string, { readonly outcome: string; readonly completeAt: string | null; readonly isKnown: boolean }> = {
  "it was asked, and is in none": { outcome: "ok", completeAt: w.at, isKnown: true },
  "it could not be asked any more": { outcome: "denied", completeAt: w.at, isKnown: true },
  "a run is under way": { outcome: "unfinished", completeAt: w.at, isKnown: true },
  "it says that it is a member by now": { outcome: "skipped", completeAt: w.at, isKnown: false },
  "it was never asked": { outcome: "denied", completeAt: null, isKnown: false },
};
test.each(Object.entries(alone))("an account in no organization: %s", (_, { outcome, completeAt, isKnown }) => {
  const own = { kind: "organization_account", listing: `aws/${w.account}/global/organization_account`, account: w.account } as const;
  const world = w.world([ann, w.inline(ann, w.document(w.allow("*")))]);
  const looked = [...world.looked.filter(({ kind }) => kind !== own.kind), { ...own, outcome, message: null, completeAt }];
  const inventory = inventoryOf({ ...world, looked });
  expect(inventory.policiesOf(inventory.principals[0]!).notConsidered.length === 0).toBe(isKnown);
});
