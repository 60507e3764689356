/** What the end-to-end tests share: two accounts of the emulator, filled, scanned, and read by the runs' own files. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Collector } from "@plumbline/audit-kit/define";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { createSession } from "@plumbline/aws-session/session";
import { writers } from "@plumbline/changes/registry.generated";
import { collectors } from "@plumbline/collectors/registry.generated";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import { Finding } from "@plumbline/finding-model/finding";
import { MadeResource } from "@plumbline/misconfiguration-maker/make";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { expect } from "vitest";
import type { z } from "zod";
import { fakeKeys, newFolder, plumbline, type Ran, type Surroundings } from "./harness.fixture.ts";

export const regions = ["us-east-1", "eu-west-1"];
export const day = 24 * 3_600_000;

/** Settings that switch every check and every remediation on that the emulator can hold. */
const settingsFor = (devAccount: string, harsher: Readonly<Record<string, object>>) => ({
  accounts: { [devAccount]: { kind: "dev" } },
  settings: {
    ...Object.fromEntries(
      ["rds", "redshift", "s3_bucket", "ec2", "elb", "elbv2"].map((type) => [`${type}/required-tags`, { keys: ["owner"] }]),
    ),
    "elb/tags-match-instances": { keys: ["owner"] },
    "security_group/no-open-ingress": { remediate: true },
    ...harsher,
  },
});

export interface World {
  readonly folder: string;
  readonly accounts: readonly string[];
  run(words: readonly string[], surroundings?: Surroundings): Promise<Ran>;
  make(): Promise<MadeResource[]>;
  /** Scans, and answers the findings of the run. */
  scan(
    words?: readonly string[],
    surroundings?: Surroundings,
  ): Promise<{ ran: Ran; findings: Finding[]; report: Awaited<ReturnType<typeof readRun>> }>;
}

/** A folder with a configuration for two accounts of the emulator, the second a dev account; `harsher` adds settings of checks. */
export function world(url: string, accounts: readonly [string, string], harsher: Readonly<Record<string, object>> = {}): World {
  const folder = newFolder();
  writeFileSync(join(folder, "plumbline.yaml"), JSON.stringify(settingsFor(accounts[1], harsher)));
  const where = ["--endpoint-url", url, "--regions", regions.join(",")];
  const run = (words: readonly string[], surroundings: Surroundings = {}) => plumbline([...words, ...where], { folder, ...surroundings });
  return {
    folder,
    accounts,
    run,
    async make() {
      const ran = await run(["make-misconfigurations", "--account", accounts.join(",")]);
      expect([ran.code, ran.stderr]).toEqual([0, ""]);
      return jsonLines(ran.stdout, MadeResource);
    },
    async scan(words = [], surroundings = {}) {
      const ran = await run(["scan", "--accounts", accounts.join(","), "--format", "jsonl", ...words], surroundings);
      const report = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
      return { ran, findings: jsonLines(ran.stdout, Finding), report };
    },
  };
}

export const jsonLines = <S extends z.ZodType>(text: string, schema: S): z.output<S>[] =>
  text.split("\n").flatMap((line) => (line === "" ? [] : [schema.parse(JSON.parse(line))]));

/** A finding as a line that the maker's list can be compared with. */
export const nameOf = ({
  check,
  resource: { account, region, type, id },
  subKey,
}: Pick<Finding, "check" | "resource"> & { subKey?: string | undefined }): string =>
  [check, account, region, type, id, subKey ?? ""].join(" ");

/** What the maker says must fail so many days after it made its resources. */
export const expectedAt = (made: readonly MadeResource[], days: number, devAccount: string | undefined): string[] =>
  made
    .flatMap(({ account, region, type, id, fails }) =>
      fails
        .filter(({ fromDays, when }) => fromDays <= days && (when !== "dev-account" || account === devAccount))
        .map(({ check, subKey }) => nameOf({ check, resource: { account, region, type, id }, subKey })),
    )
    .sort();

/** Leaves out a field: by its path, such as `rules[].ruleId`, or wherever it stands when only its name is given. */
const without = (value: unknown, path: readonly string[]): unknown => {
  const [first = "", ...rest] = path;
  if (Array.isArray(value)) return value.map((one) => without(one, path));
  if (typeof value !== "object" || value === null) return value;
  const key = first.replace(/\[\]$/, "");
  const isPath = rest.length > 0;
  const left = Object.entries(value).filter(([name]) => isPath || name !== key);
  return Object.fromEntries(
    left.map(([name, own]) => [name, isPath && name === key ? without(own, rest) : isPath ? own : without(own, path)]),
  );
};

/** Reads the aspect of each change anew, without the fields that the change says AWS writes anew. */
export async function factsOf(url: string, changes: readonly PlannedChange[]): Promise<Map<string, unknown>> {
  const session = await createSession(
    { endpointUrl: url, ignoreConfiguredEndpoints: true, region: "us-east-1" },
    { environment: fakeKeys },
  );
  const types: Readonly<Record<string, () => Promise<Collector>>> = collectors;
  const changesByName: Readonly<Record<string, () => Promise<{ change: { anew?: readonly string[]; undo: unknown } }>>> = writers;
  const facts = new Map<string, unknown>();
  try {
    for (const { resource, aspect, id } of changes) {
      const collector = await types[resource.type]?.();
      if (!collector) throw new Error(`no type ${resource.type}`);
      const aws = await session.connect({ account: resource.account, region: resource.region });
      const found: readonly unknown[] = await collector.find(aws, resource.id);
      const base = collector.base.parse(found[0]);
      const value = aspect === "base" ? base : (await lookAtAspect(collector, aws, aspect, [base])).get(base.id)?.value;
      // What any change of the resource may leave different, since several changes look at one aspect.
      const left: string[] = [];
      for (const other of changes.filter((one) => one.aspect === aspect && isDeepStrictEqual(one.resource, resource))) {
        const writer = await changesByName[other.change]?.();
        left.push(...(writer?.change.anew ?? []), ...(other.undo.kind === "restore" ? other.undo.notRestored : []));
      }
      facts.set(
        `${id} ${aspect}`,
        left.reduce((rest, path) => without(rest, path.split(".")), value),
      );
    }
  } finally {
    session.close();
  }
  return facts;
}

export const isIrreversible = ({ undo }: PlannedChange): boolean => undo.kind === "impossible";
export const countsOf = ({ changes }: Plan) => ({ changes: changes.length, irreversible: changes.filter(isIrreversible).length });
