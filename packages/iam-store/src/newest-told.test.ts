import type { RecordOf } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";
import { expect, it } from "vitest";
import { newestTold, type Told } from "./newest-told.ts";

const [management, delegate] = ["111122223333", "444455556666"];
const day = (n: number) => `2026-06-0${n}T00:00:00.000Z`;
const listing = (asked: string) => `aws/${asked}/global/organization_account`;
/** A member as somebody tells of it, with the one policy that binds it. */
const told = (asked: string, id: string, policyId: string, organization = "o-1", from = 1): Told => ({
  listing: listing(asked),
  from: day(from),
  record: {
    ...{ kind: "organization_account", id, account: id, name: policyId, arn: null, createdAt: null, updatedAt: null },
    facts: {
      ...{ organization, email: "", status: "ACTIVE", path: ["r-1"], tags: {} },
      policies: [{ target: "r-1", policyIds: [policyId] }],
    },
  } satisfies RecordOf<"organization_account">,
});
/** The last complete look told all of the domains. */
const looked = (asked: string, outcome: string, complete: number | null, domains: readonly string[] = ["o-1"]): Looked => ({
  ...{ listing: listing(asked), kind: "organization_account", account: "", outcome, message: null },
  ...(complete === null
    ? { completeAt: null }
    : { completeAt: day(complete), told: Object.fromEntries(domains.map((one) => [one, day(complete)])) }),
});
const [one, two] = ["000000000001", "000000000002"];

const rows: Record<string, { told: readonly Told[]; looked: readonly Looked[]; is: readonly string[] }> = {
  "one that tells": { told: [told(management, one, "p-new")], looked: [looked(management, "ok", 2)], is: [`${one} p-new`] },
  "a skipped one before one that told since": {
    told: [told(management, one, "p-new"), told(delegate, one, "p-old")],
    looked: [looked(management, "ok", 2), looked(delegate, "skipped", 1)],
    is: [`${one} p-new`],
  },
  "what a skipped one alone tells": {
    told: [told(management, one, "p-new"), told(delegate, one, "p-old"), told(delegate, two, "p-old")],
    looked: [looked(management, "ok", 2), looked(delegate, "skipped", 1)],
    is: [`${one} p-new`],
  },
  "a skipped one of which nobody else told": {
    told: [told(delegate, one, "p-old")],
    looked: [looked(management, "denied", null), looked(delegate, "skipped", 1)],
    is: [`${one} p-old`],
  },
  "a skipped one of another organization": {
    told: [told(management, one, "p-new"), told(delegate, two, "p-old", "o-2")],
    looked: [looked(management, "ok", 2), looked(delegate, "skipped", 1)],
    is: [`${one} p-new`, `${two} p-old`],
  },
  "two that tell, the older one last": {
    told: [told(management, one, "p-new"), told(delegate, one, "p-old")],
    looked: [looked(management, "ok", 2), looked(delegate, "denied", 1)],
    is: [`${one} p-new`],
  },
  "an older one of what a newer one tells no more": {
    told: [told(management, one, "p-new"), told(delegate, one, "p-old"), told(delegate, two, "p-old")],
    looked: [looked(management, "ok", 2), looked(delegate, "ok", 1)],
    is: [`${one} p-new`],
  },
  "an older one that is whole, and of what a newer one told as it broke off": {
    told: [told(management, one, "p-new", "o-1", 3), told(delegate, one, "p-old"), told(delegate, two, "p-old")],
    looked: [looked(management, "unfinished", 2, []), looked(delegate, "ok", 1)],
    is: [`${one} p-new`, `${two} p-old`],
  },
  "an account that is in no organization by its own newer word": {
    told: [told(management, one, "p-old"), told(management, two, "p-old")],
    looked: [looked(management, "ok", 1), looked(one, "ok", 2, []), looked(two, "skipped", null)],
    is: [`${two} p-old`],
  },
  "an account that said so before it could not be asked any more": {
    told: [told(management, one, "p-old")],
    looked: [looked(management, "ok", 1), looked(one, "denied", 2, [])],
    is: [],
  },
  "an account that said so before it was a member again": {
    told: [told(management, one, "p-old")],
    looked: [looked(management, "ok", 1), looked(one, "skipped", 2, [])],
    is: [`${one} p-old`],
  },
  "an older one where a newer one found nothing of the organization": {
    told: [told(delegate, one, "p-old")],
    looked: [looked(management, "ok", 2), looked(delegate, "skipped", 1)],
    is: [],
  },
  "one that told more as it broke off than a whole one before": {
    told: [told(delegate, one, "p-old"), told(delegate, two, "p-new", "o-1", 3)],
    looked: [looked(management, "ok", 2), looked(delegate, "unfinished", 1)],
    is: [`${two} p-new`],
  },
  "two that were never whole, the newer one first": {
    told: [told(management, one, "p-new", "o-1", 3), told(delegate, one, "p-old")],
    looked: [looked(management, "denied", null), looked(delegate, "denied", null)],
    is: [`${one} p-new`],
  },
  "an account that was in none before": {
    told: [told(management, one, "p-new")],
    looked: [looked(management, "ok", 2), looked(one, "ok", 1, [])],
    is: [`${one} p-new`],
  },
  "an account that has an organization of its own by now": {
    told: [told(management, one, "p-old"), told(one, one, "p-new", "o-2")],
    looked: [looked(management, "ok", 1), looked(one, "ok", 2, ["o-2"])],
    is: [`${one} p-new`],
  },
  "two that tell, the newer one last": {
    told: [told(delegate, one, "p-old"), told(management, one, "p-new")],
    looked: [looked(management, "ok", 2), looked(delegate, "ok", 1)],
    is: [`${one} p-new`],
  },
};
const center = (asked: string) => `aws/${asked}/eu-west-1/sso_user`;
const [shared, own] = ["arn:aws:sso:::instance/shared", "arn:aws:sso:::instance/own"];
const ssoUser = (asked: string, id: string, name: string, instance = shared, from = 1): Told => ({
  listing: center(asked),
  from: day(from),
  record: {
    ...{ kind: "sso_user", id, account: "", name, arn: null, createdAt: null, updatedAt: null },
    facts: { instance, displayName: "", groupIds: [] },
  } satisfies RecordOf<"sso_user">,
});
const lookedAtCenter = (asked: string, outcome: string, complete: number | null, instances = [shared]): Looked => ({
  ...looked(asked, outcome, complete, instances),
  ...{ listing: center(asked), kind: "sso_user" },
});
const centers: typeof rows = {
  "two that tell of one Identity Center": {
    told: [
      ssoUser(delegate, "u1", "old"),
      ssoUser(delegate, "u2", "bob"),
      ssoUser(management, "u1", "new"),
      ssoUser(management, "u2", "bob"),
    ],
    looked: [lookedAtCenter(management, "ok", 2), lookedAtCenter(delegate, "ok", 1)],
    is: ["u1 new", "u2 bob"],
  },
  "a skipped one of an Identity Center that another told since": {
    told: [ssoUser(delegate, "u1", "ann"), ssoUser(delegate, "u2", "gone"), ssoUser(management, "u1", "ann")],
    looked: [lookedAtCenter(management, "ok", 2), lookedAtCenter(delegate, "skipped", 1)],
    is: ["u1 ann"],
  },
  "a skipped one of whom nobody is left": {
    told: [ssoUser(delegate, "u1", "ann"), ssoUser(management, "u9", "zoe")],
    looked: [lookedAtCenter(management, "ok", 2), lookedAtCenter(delegate, "skipped", 1)],
    is: ["u9 zoe"],
  },
  "a skipped one's own Identity Center beside that of another": {
    told: [ssoUser(delegate, "u1", "ann"), ssoUser(delegate, "m1", "own", own), ssoUser(management, "u1", "ann")],
    looked: [lookedAtCenter(management, "ok", 2), lookedAtCenter(delegate, "skipped", 1)],
    is: ["m1 own", "u1 ann"],
  },
  "an unread one of an Identity Center beside another": {
    told: [ssoUser(delegate, "u1", "ann", own), ssoUser(management, "u9", "zoe")],
    looked: [lookedAtCenter(management, "ok", 2), lookedAtCenter(delegate, "unread", 1)],
    is: ["u1 ann", "u9 zoe"],
  },
};
it.each(Object.entries({ ...rows, ...centers }))("takes the word of %s", (_, { told, looked, is }) => {
  expect(newestTold(told, looked).map(({ id, name }) => `${id} ${name}`)).toEqual(is);
});
