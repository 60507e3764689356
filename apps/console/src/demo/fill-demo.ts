import { awsListing } from "@plumbline/iam-model/listing";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import type { ConfiguredGrant } from "../frame/setup.ts";
import { managed } from "./documents.ts";
import { fillWork } from "./fill-work.ts";
import { demoAccounts } from "./plan-of-accounts.ts";
import { seeded } from "./random.ts";
import { toRecords } from "./to-records.ts";
import { type DemoWorld, day, newWorld, passDays } from "./world.ts";

/** What the demo adds to the console's set-up. */
export interface Demo {
  readonly grants: readonly ConfiguredGrant[];
  readonly banner: string;
  readonly hint: string;
  /** The made-up world's time stands still. */
  now(): Date;
}

/** The demo's present, and the days before it when its accounts were looked at. */
export const demoNow = new Date("2026-06-30T12:00:00.000Z");
const looks = [90, 80, 70, 60, 50, 40, 30, 20, 10, 1].map((ago) => demoNow.getTime() - ago * day);

/** Fills an empty database with made-up accounts and their history; the same each time. */
export async function fillDemo(store: IamStore): Promise<Demo> {
  const random = seeded(20260630);
  const [begin = demoNow.getTime()] = looks;
  const worlds = demoAccounts.map((account) => newWorld(random, account, begin));
  for (const world of worlds) for (const name of Object.keys(managed)) world.policyIds.set(name, random.id("ANPA"));
  await writeAccounts(store);
  for (const [i, at] of looks.entries()) {
    for (const world of worlds) {
      if (i > 0) passDays(random, world, at);
      await writeLook(store, world, at, i === looks.length - 1);
    }
  }
  await fillWork(store, demoNow);
  return {
    grants: [
      { kind: "subject", principal: "dev:admin", role: "admin", accounts: ["*"] },
      { kind: "subject", principal: "dev:reviewer", role: "reviewer", accounts: [demoAccounts[0].id, demoAccounts[1].id] },
      { kind: "subject", principal: "dev:reader", role: "reader", accounts: [demoAccounts[0].id] },
    ],
    banner: "Demo: made-up accounts, whose time stands still",
    hint: "Sign in as admin (all accounts), reviewer (two of them) or reader (one of them).\n",
    now: () => demoNow,
  };
}

const writeAccounts = (store: IamStore): Promise<unknown> =>
  store.as({ role: "collector", accounts: "all", subject: "demo" }, (transaction) =>
    transaction
      .insertInto("accounts")
      .values(
        demoAccounts.map(({ id, name, businessUnit, owner, supportTeam, securityContact }) => ({
          ...{ account_id: id, name, owner, business_unit: businessUnit, support_team: supportTeam },
          ...{ security_contact: securityContact, updated_at: demoNow },
        })),
      )
      .execute(),
  );

/** Writes what a look at an account told; the last one at the data platform was not allowed to read credentials. */
async function writeLook(store: IamStore, world: DemoWorld, at: number, isLast: boolean): Promise<void> {
  const account = world.account.id;
  for (const [type, { kinds, records }] of Object.entries(toRecords(world))) {
    const isDenied = isLast && account === demoAccounts[2].id && type === "iam_credential";
    const listing = awsListing({ account, region: "global", type });
    const run = `demo-${new Date(at).toISOString().slice(0, 10)}`;
    const writer = await writeListing(store, { run, listing, account, at: new Date(at) });
    if (!isDenied) await writer.put(records);
    const looked = isDenied
      ? { outcome: "denied", message: "iam:ListMFADevices is not allowed by the role plumbline-reader" }
      : { outcome: "ok" };
    await writer.end(kinds.map((kind) => ({ kind, ...looked })));
  }
}
