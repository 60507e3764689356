/** Without accounts named an administrator tells of its members: which those are is noted, so that one that has left is not closed in silence. */
import type { Outcome } from "@plumbline/finding-model/coverage";
import type { KdiScope } from "@plumbline/kdi-writer/manifest";
import { expect, it } from "vitest";
import { ExportConfig } from "./config.ts";
import { coversScope, lostText, scopeOf } from "./scope.ts";

const [own, member, other] = ["111111111111", "222222222222", "333333333333"];
const [ireland, virginia] = ["eu-west-1", "us-east-1"];
const listing = (region: string, outcome: Outcome = "ok") => ({ account: own, region, outcome, aspect: "list", required: false });
const findingOf = (account: string, region: string) => `arn:aws:inspector2:${region}:${account}:finding/1`;

interface Row {
  readonly arns?: readonly string[];
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly cells?: readonly ReturnType<typeof listing>[];
  readonly scope: KdiScope;
}
const rows: Record<string, Row> = {
  "that can't be listed counts where findings of it were seen": {
    arns: [findingOf(member, ireland)],
    scope: {
      ...{ accounts: [own, member], regions: [ireland, virginia], withMembers: "seen", allRegions: true },
      except: [{ account: member, region: virginia }],
    },
  },
  "that is listed counts without a finding": {
    members: { [ireland]: [member], [virginia]: [member] },
    scope: { accounts: [own, member], regions: [ireland, virginia], withMembers: "listed", allRegions: true },
  },
  "that is listed in a region counts there": {
    members: { [ireland]: [member], [virginia]: [] },
    scope: {
      ...{ accounts: [own, member], regions: [ireland, virginia], withMembers: "listed", allRegions: true },
      except: [{ account: member, region: virginia }],
    },
  },
  "that can't be listed in one region alone counts in the others": {
    ...{ members: { [ireland]: [member] }, arns: [findingOf(other, ireland)] },
    scope: {
      ...{ accounts: [own, member, other], regions: [ireland, virginia], withMembers: "seen", allRegions: true },
      except: [member, other].map((account) => ({ account, region: virginia })),
    },
  },
  "counts where findings of it were seen before the listing broke off": {
    ...{ arns: [findingOf(member, ireland), findingOf(other, virginia)], cells: [listing(ireland), listing(virginia, "denied")] },
    members: { [ireland]: [member] },
    scope: { accounts: [own, member], regions: [ireland], withMembers: "listed", partly: [{ account: other, region: virginia }] },
  },
};
it.each(Object.entries(rows))("a member %s", (_, { arns = [], members = {}, cells = [listing(ireland), listing(virginia)], scope }) => {
  expect(scopeOf(ExportConfig.parse({}), cells, { arns, members: new Map(Object.entries(members)) })).toEqual(scope);
});

it("a member that was seen and is neither seen nor listed now is told, with why nobody knows where it is", () => {
  const scopeFor = (arns: readonly string[], members?: readonly string[]) =>
    scopeOf(ExportConfig.parse({}), [listing(ireland)], { arns, ...(members && { members: new Map([[ireland, members]]) }) }) as KdiScope;
  const before = scopeFor([findingOf(member, ireland)]);
  const told = [scopeFor([]), scopeFor([], []), scopeFor([], [member]), scopeFor([findingOf(member, ireland)])];
  expect(told.map((now) => [coversScope(now, before), lostText(now, before)])).toEqual([
    [false, `account ${member} (nothing was found there, and nobody could ask whether it is still a member)`],
    [false, `account ${member}`],
    [true, undefined],
    [true, undefined],
  ]);
});

it("a member that was seen in two regions and is seen in one of them alone is told for the other", () => {
  const scopeFor = (...regions: readonly string[]) =>
    scopeOf(ExportConfig.parse({}), [listing(ireland), listing(virginia)], {
      arns: regions.map((region) => findingOf(member, region)),
    }) as KdiScope;
  const [before, now] = [scopeFor(ireland, virginia), scopeFor(ireland)];
  expect([coversScope(now, before), lostText(now, before), coversScope(before, now)]).toEqual([
    false,
    `region ${virginia} of account ${member} (nothing was found there, and nobody could ask whether it is still a member)`,
    true,
  ]);
});
