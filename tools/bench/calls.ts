import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aspect, Auditor } from "@plumbline/audit-kit/define";
import { looksOf } from "@plumbline/audit-kit/look";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import type { RunSummary } from "@plumbline/finding-model/run-report";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { startEmulator } from "@plumbline/testkit/emulator";
import { root } from "../gen/names.ts";

const accounts = "111111111111,222222222222";
const where = ["--regions", "us-east-1,eu-west-1"];

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
    compare(summary, await chooseChecks(undefined));
  } finally {
    await emulator.stop();
  }
}

/** The fewest calls by action: one for each listing, and for each aspect as many as its reach needs for the resources it was asked for. */
function fewest({ coverage }: RunSummary, auditors: readonly Auditor[]): Map<string, number> {
  const least = new Map<string, number>();
  const add = (actions: readonly string[], calls: number) => {
    for (const action of actions) least.set(action, (least.get(action) ?? 0) + calls);
  };
  const shared = new Set<string>();
  for (const { collector, aspects } of looksOf(auditors)) {
    for (const cell of coverage.filter(({ type }) => type === collector.type)) {
      if (cell.aspect === "list") add(collector.iam, 1);
      const aspect: Aspect | undefined = aspects.get(cell.aspect);
      if (!aspect || cell.asked === 0) continue;
      if (aspect.per === "listing") {
        const key = `${cell.account} ${cell.region} ${aspect.iam.join()}`;
        if (!shared.has(key)) add(aspect.iam, 1);
        shared.add(key);
      } else add(aspect.iam, typeof aspect.per === "number" ? Math.ceil(cell.asked / aspect.per) : cell.asked);
    }
  }
  return least;
}

function compare(summary: RunSummary, auditors: readonly Auditor[]): void {
  const least = fewest(summary, auditors);
  const made = new Map<string, number>();
  for (const [service, operations] of Object.entries(summary.calls)) {
    for (const [operation, calls] of Object.entries(operations)) {
      const action = iamAction({ service, operation });
      made.set(action, (made.get(action) ?? 0) + calls);
    }
  }
  // An aspect that asks only of some resources, such as stopped instances, makes fewer calls than it declares.
  const some = [...least].filter(([action, calls]) => (made.get(action) ?? 0) < calls).map(([action]) => action);
  for (const action of some) least.set(action, made.get(action) ?? 0);
  const services = new Map<string, { made: number; least: number }>();
  for (const action of new Set([...made.keys(), ...least.keys()])) {
    const service = action.split(":")[0] ?? "";
    const sum = services.get(service) ?? { made: 0, least: 0 };
    services.set(service, { made: sum.made + (made.get(action) ?? 0), least: sum.least + (least.get(action) ?? 0) });
  }
  for (const [service, sum] of [...services].sort())
    console.log(`${service.padEnd(22)} ${String(sum.made).padStart(5)} calls made, ${String(sum.least).padStart(5)} at least`);
  for (const [action, calls] of [...made].sort()) {
    const bound = least.get(action) ?? 0;
    if (calls > bound)
      console.log(
        `more than the fewest: ${action} ${calls} instead of ${bound}${bound === 0 ? " (no check asks for it: the session does)" : " (further pages, or parts of a resource)"}`,
      );
  }
  console.log(`asked only of some resources: ${some.sort().join(" ")}`);
  const total = (counts: Iterable<number>) => [...counts].reduce((sum, one) => sum + one, 0);
  console.log(`in all ${total(made.values())} calls made, ${total(least.values())} at least`);
}
