import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aspect } from "@plumbline/audit-kit/define";
import { type Look, looksOf } from "@plumbline/audit-kit/look";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { RunSummary } from "@plumbline/finding-model/run-report";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { startEmulator } from "@plumbline/testkit/emulator";
import { root } from "../gen/names.ts";

const accounts = "111111111111,222222222222";
const where = ["--regions", "us-east-1,eu-west-1"];

/** Aspects, or single actions of one, that are asked for only for some resources: that a resource was looked at calls for no call. */
const onlyForSome: Readonly<Record<string, string>> = {
  "ec2/ipv6Routes": "asked for instances with a global IPv6 address",
  "ec2/publicOnStart": "asked of stopped instances",
  "ec2/spotRequest": "asked for Spot instances",
  "ecs_service/deployment ec2:DescribeRouteTables": "asked for services that give public addresses",
  "ecs_service/deployment ec2:DescribeSubnets": "asked for services that give public addresses",
  "ecs_service/deployment ec2:DescribeVpcEndpoints": "asked for services that give public addresses",
  "ecs_task/run ec2:DescribeNetworkInterfaces": "asked for running tasks with an interface",
  "ecs_task/run ec2:DescribeRouteTables": "asked for tasks with a global IPv6 address",
  "elbv2/targets": "asked of target groups, not of load balancers",
  "iam_user/accessKeys iam:GetAccessKeyLastUsed": "asked for each access key",
  "region/detectors guardduty:GetAdministratorAccount": "asked for each detector",
  "region/detectors guardduty:GetDetector": "asked for each detector",
  "region/trails cloudtrail:GetEventSelectors": "asked of trails that log, in their home region",
  "region/trails cloudtrail:GetTrailStatus": "asked for each trail",
  "security_group/prefixLists": "asked for groups whose rules name a prefix list",
};

/** Fills an emulator, scans it, and compares the calls of each action with the fewest that the chosen aspects allow. */
export async function benchCalls(): Promise<void> {
  const emulator = await startEmulator({ cacheFolder: join(root, ".cache"), environment: process.env, log: () => undefined });
  try {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-calls-"));
    const run = (words: readonly string[]) => {
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(root, "apps/plumbline/dist/main.js"), ...words, "--endpoint-url", emulator.url, ...where],
        {
          cwd: folder,
          env: {
            PATH: process.env["PATH"],
            AWS_ACCESS_KEY_ID: "testing",
            AWS_SECRET_ACCESS_KEY: "testing",
            AWS_CONFIG_FILE: "/dev/null",
            AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
          },
          encoding: "utf8",
          maxBuffer: 2 ** 28,
        },
      );
      if (status !== 0 && status !== 1) throw new Error(stderr);
    };
    writeFileSync(join(folder, "plumbline.yaml"), `accounts: { "222222222222": { kind: dev } }\n`);
    run(["make-misconfigurations", "--account", accounts]);
    run(["scan", "--accounts", accounts]);
    const { summary } = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
    const { lines, isSound } = compare(summary.calls, floorOf(summary.coverage, looksOf(await chooseChecks(undefined))));
    console.log(lines.join("\n"));
    if (!isSound) process.exitCode = 1;
  } finally {
    await emulator.stop();
  }
}

/** The fewest calls that could tell all that was looked at, by action; and why an action may have been asked beyond that. */
interface Floor {
  readonly least: ReadonlyMap<string, number>;
  readonly some: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Works out the fewest calls from what was looked at, never from the calls that were made: one for each action of a listing in each account
 * and region, however many types it lists, and for each aspect as many as its reach needs. An entry of the table that is about nothing is an error.
 */
export function floorOf(
  coverage: readonly Pick<Cell, "account" | "region" | "type" | "aspect" | "asked">[],
  looks: readonly Look[],
): Floor {
  const least = new Map<string, number>();
  const add = (action: string, calls: number) => least.set(action, (least.get(action) ?? 0) + calls);
  const once = new Set<string>();
  const addOnce = (key: string, action: string) => {
    if (!once.has(`${key} ${action}`)) add(action, 1);
    once.add(`${key} ${action}`);
  };
  for (const { collector, aspects } of looks) {
    for (const { account, region, aspect: name, asked } of coverage.filter(({ type }) => type === collector.type)) {
      const place = `${account} ${region}`;
      // Classic load balancers have an API of their own under the same name of IAM's, so that one call can't list both.
      const listing = collector.type === "elb" ? `${place} classic` : place;
      if (name === "list") for (const action of collector.iam) addOnce(listing, action);
      const aspect: Aspect | undefined = aspects.get(name);
      if (!aspect || asked === 0) continue;
      for (const action of aspect.iam.filter((one) => whyOnlySome(`${collector.type}/${name}`, one) === undefined))
        if (aspect.per === "listing") addOnce(place, action);
        else add(action, typeof aspect.per === "number" ? Math.ceil(asked / aspect.per) : asked);
    }
  }
  return { least, some: askedOfSome(looks) };
}

const whyOnlySome = (aspect: string, action: string): string | undefined => onlyForSome[aspect] ?? onlyForSome[`${aspect} ${action}`];

function askedOfSome(looks: readonly Look[]): Map<string, Set<string>> {
  const declared = looks.flatMap(({ collector, aspects }) =>
    [...aspects].flatMap(([name, { iam }]) => iam.map((action) => ({ aspect: `${collector.type}/${name}`, action }))),
  );
  const names = new Set(declared.flatMap(({ aspect, action }) => [aspect, `${aspect} ${action}`]));
  for (const entry of Object.keys(onlyForSome)) if (!names.has(entry)) throw new Error(`the table names ${entry}, which no check needs`);
  const some = new Map<string, Set<string>>();
  for (const { aspect, action } of declared) {
    const why = whyOnlySome(aspect, action);
    if (why !== undefined) some.set(action, (some.get(action) ?? new Set()).add(`${aspect}: ${why}`));
  }
  return some;
}

/** Tells made calls beside the fewest; not sound when fewer were made, as then the floor is none. */
export function compare(calls: RunSummary["calls"], { least, some }: Floor): { lines: string[]; isSound: boolean } {
  const made = new Map<string, number>();
  for (const [service, operations] of Object.entries(calls)) {
    for (const [operation, count] of Object.entries(operations)) {
      const action = iamAction({ service, operation });
      made.set(action, (made.get(action) ?? 0) + count);
    }
  }
  const rows = [...new Set([...made.keys(), ...least.keys(), ...some.keys()])]
    .sort()
    .map((action) => ({ action, made: made.get(action) ?? 0, least: least.get(action) ?? 0, why: some.get(action) }));
  const sum = (of: typeof rows) => `${total(of, "made").padStart(5)} calls made, ${total(of, "least").padStart(5)} at least`;
  const services = [...Map.groupBy(rows, ({ action }) => action.split(":")[0] ?? "")];
  const fewer = rows.filter((row) => row.made < row.least);
  return {
    lines: [
      ...services.map(([service, of]) => `${service.padEnd(22)} ${sum(of)}`),
      ...rows
        .filter((row) => row.why === undefined && row.made > row.least)
        .map((row) => `more than the fewest: ${row.action} ${row.made} instead of ${row.least}${reason(row.least)}`),
      ...rows.flatMap(({ action, made, least, why }) =>
        why ? [`asked only of some resources: ${action} ${made} made, ${least} at least (${[...why].join("; ")})`] : [],
      ),
      ...fewer.map(({ action, made, least }) => `the floor is wrong: ${action} ${made} made, ${least} at least`),
      `in all                 ${sum(rows)}`,
    ],
    isSound: fewer.length === 0,
  };
}

const total = (rows: readonly { readonly made: number; readonly least: number }[], of: "made" | "least"): string =>
  String(rows.reduce((all, row) => all + row[of], 0));
const reason = (least: number): string =>
  least === 0 ? " (no check asks for it: the session does)" : " (further pages, parts of a resource, or a listing that types do not share)";
