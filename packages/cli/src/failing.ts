import type { Population } from "@plumbline/audit-kit/brakes";
import type { NamedResources } from "@plumbline/audit-kit/run";
import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import { readRun } from "@plumbline/run-store/read-run";
import { usageError } from "./command-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import { isCellNamed, type Limits, narrowRun, reasonOutside } from "./limits.ts";
import { proveSameEndpoint } from "./of-run.ts";

/** What a plan is made for: failing resources, with where a run looked for them. */
export interface Failing {
  readonly checks: readonly string[];
  readonly only: readonly NamedResources[];
  readonly header: Pick<RunHeader, "accounts" | "regionsAsked" | "knownAccounts">;
  /** Undefined when nobody knows as of when it was judged. */
  readonly evaluatedAt: Date | undefined;
  readonly population: readonly Population[];
  /** Says that not everything had been seen; undefined when it had. */
  readonly incomplete: string | undefined;
}

/** The failing findings of a finished run, of the accounts and regions that are named. */
export async function failingOf(folder: string, options: GlobalOptions): Promise<Failing> {
  const { header: whole, summary, findings } = await readRun(folder);
  proveSameEndpoint(whole, options);
  const header = narrowRun(whole, options);
  const limits = { accounts: header.accounts.map(({ id }) => id), regions: options.regions.includes("all") ? undefined : options.regions };
  const { checks, only, unseen } = await gather(findings(), limits);
  let gaps = 0;
  for (const cell of summary.coverage) if (isGap(cell) && (await isCellNamed(cell, limits))) gaps++;
  return {
    checks: checks.length > 0 ? checks : header.checks.map(({ id }) => id),
    ...{ only, header, evaluatedAt: new Date(header.evaluatedAt), population: populationOf(summary.coverage) },
    incomplete: unseen + gaps > 0 ? incompleteText(header.id) : undefined,
  };
}

const incompleteText = (run: string): string =>
  `run ${run} was incomplete: nothing is planned for what it could not see; plumbline scan --resume ${run} goes on with it`;

/** The failing ones of findings that come from elsewhere; a stream without any is a usage error. */
export async function failingIn(findings: AsyncIterable<Finding>, options: GlobalOptions): Promise<Failing> {
  const limits = { accounts: options.accounts, regions: options.regions.includes("all") ? undefined : options.regions };
  const { checks, only, unseen, all } = await gather(findings, limits);
  if (all === 0) throw usageError("there are no findings on stdin", "pipe plumbline scan --format jsonl into it, or name a run");
  if (only.length === 0) return { checks, only, header: nowhere, evaluatedAt: undefined, population: [], incomplete: unseenText(unseen) };
  const accounts = Map.groupBy(only, ({ account }) => account);
  return {
    ...{ checks, only, evaluatedAt: undefined, population: [], incomplete: unseenText(unseen) },
    header: {
      accounts: [...accounts].map(([id, named]) => ({ id, regions: [...new Set(named.map(({ region }) => region))].sort() })),
      regionsAsked: [...new Set(only.map(({ region }) => region))].sort(),
      knownAccounts: [],
    },
  };
}

const nowhere = { accounts: [], regionsAsked: [], knownAccounts: [] };
const unseenText = (unseen: number): string | undefined =>
  unseen > 0 ? `${unseen} of the findings are unknown: nothing is planned for them` : undefined;

async function gather(findings: AsyncIterable<Finding>, limits: Limits) {
  const named = new Map<string, NamedResources & { ids: string[] }>();
  const checks = new Set<string>();
  let unseen = 0;
  let all = 0;
  for await (const finding of findings) {
    const { check, verdict, resource } = finding;
    all++;
    if (verdict.status === "unknown" && (await isCellNamed(resource, limits))) unseen++;
    if (verdict.status !== "fail" || isExcepted(finding) || (await reasonOutside(resource, limits)) !== undefined) continue;
    checks.add(check);
    const { account, region, type, id } = resource;
    const key = JSON.stringify([account, region, type]);
    const entry = named.get(key) ?? { account, region, type, ids: [] };
    if (!entry.ids.includes(id)) entry.ids.push(id);
    named.set(key, entry);
  }
  return { checks: [...checks], only: [...named.values()], unseen, all };
}

/** How many resources of each type were listed in each account, over all regions. */
export function populationOf(coverage: readonly Cell[]): Population[] {
  const listings = coverage.filter(({ aspect, type }) => aspect === "list" && type !== "*");
  const groups = Map.groupBy(listings, ({ account, type }) => JSON.stringify([account, type]));
  return [...groups.values()].flatMap((cells) => {
    const [first] = cells;
    return first ? [{ account: first.account, type: first.type, resources: cells.reduce((sum, { ok }) => sum + ok, 0) }] : [];
  });
}
