import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fakeAws } from "@plumbline/aws-session/testing";
import { loadProjections, type ProcessItem } from "@plumbline/iam-model/projections";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { corpus } from "@plumbline/testkit/corpus";
import { parse } from "csv-parse/sync";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectPlace } from "./collect-place.ts";
import type { Collected } from "./collected.ts";
import { inventoryOf } from "./world.fixture.ts";

const folder = join(corpus, "iam");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const details = [
  ...globSync("**/*get-account-authorization-details.json", { cwd: folder }),
  ...globSync("cloudsplaining/*.json", { cwd: folder }),
].sort();
const reports = globSync("credential-reports/*.csv", { cwd: folder }).sort();

let store: IamStore;
beforeAll(async () => {
  store = await openStore({ memory: true });
}, 60_000);
afterAll(() => store.close());

/** As the SDK gives it: dates are such, and policies are texts. */
const documents = (text: string) =>
  JSON.parse(text, (key, value: unknown) => {
    if (key.endsWith("Date") && typeof value === "string") return new Date(value.replace(" ", "T"));
    return key.endsWith("Document") && typeof value === "object" ? encodeURIComponent(JSON.stringify(value)) : value;
  });

let days = 0;
async function collect(items: readonly ProcessItem[], account: string, answers: Record<string, object>): Promise<readonly Collected[]> {
  const aws = fakeAws({ answers });
  return collectPlace(
    {
      ...{ store, run: `run-${++days}`, partition: "aws", limit: pLimit(10), connect: async () => ({ ...aws, account }) },
      now: () => new Date(Date.UTC(2026, 0, days)),
    },
    await loadProjections(items),
    { account, region: "us-east-1", required: true },
  );
}
const tally = (collected: readonly Collected[]) =>
  Object.fromEntries(
    [...Map.groupBy(collected, ({ kind }) => kind)].map(([kind, all]) => [kind, all.reduce((sum, { seen }) => sum + seen, 0)]),
  );

describe("real account details", () => {
  it.each(details)("%s goes into the inventory, and again without a version more", async (file) => {
    const account = String(100_000_000_000 + details.indexOf(file));
    const page = documents(read(file));
    const { UserDetailList: Users = [], GroupDetailList: Groups = [], RoleDetailList: Roles = [], Policies = [] } = page;
    const answers = { GetAccountAuthorizationDetails: page, ListUsers: { Users }, ListGroups: { Groups }, ListRoles: { Roles } };
    const items = ["process_users", "process_groups", "process_roles", "process_policies"] as const;
    const first = await collect(items, account, answers);
    console.log(`${file}: ${JSON.stringify(tally(first))}`);
    expect(first.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    const held = (one: { AttachedManagedPolicies?: unknown[] }) => one.AttachedManagedPolicies?.length ?? 0;
    const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
    const isKept = (policy: { Arn: string; AttachmentCount: number; PermissionsBoundaryUsageCount?: number }) =>
      !policy.Arn.includes("::aws:") || policy.AttachmentCount + (policy.PermissionsBoundaryUsageCount ?? 0) > 0;
    const counted = {
      iam_user: Users.length,
      iam_group: Groups.length,
      // CloudMapper's demo has made two roles' ids the same; an id names one thing.
      iam_role: new Set(Roles.map(({ RoleId }: { RoleId: string }) => RoleId)).size,
      iam_policy: Policies.filter(isKept).length,
      iam_attachment: sum([...Users, ...Groups, ...Roles].map(held)),
      iam_membership: sum(Users.map((user: { GroupList?: unknown[] }) => user.GroupList?.length ?? 0)),
    };
    expect(tally(first)).toMatchObject(counted);
    const { versions } = await inventoryOf(store, new Date(Date.UTC(2026, 0, days)));
    const again = await collect(items, account, answers);
    expect(again.filter(({ added, changed, ended }) => added + changed + ended > 0)).toEqual([]);
    expect((await inventoryOf(store, new Date(Date.UTC(2026, 0, days)))).versions).toBe(versions);
  });
});

describe("real credential reports", () => {
  it.each(reports)("%s tells of the root user", async (file) => {
    const account = String(200_000_000_000 + reports.indexOf(file));
    const text = read(file);
    const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true }) as Record<string, string>[];
    const root = rows.find(({ user }) => user === "<root_account>");
    const collected = await collect(["process_credentials"], account, {
      ListUsers: { Users: [] },
      GenerateCredentialReport: { State: "COMPLETE" },
      GetCredentialReport: { Content: new TextEncoder().encode(text) },
      GetAccountSummary: { SummaryMap: { AccountMFAEnabled: 1 } },
      ListVirtualMFADevices: { VirtualMFADevices: [] },
    });
    console.log(`${file}: ${rows.length} rows, ${JSON.stringify(tally(collected))}`);
    const ofRoot = collected.filter(({ kind, listing }) => kind === "iam_activity" && listing.endsWith("root_credential"));
    expect(ofRoot.map(({ outcome }) => outcome)).toEqual([root ? "ok" : "failed"]);
  });
});
