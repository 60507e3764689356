import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Plan } from "@plumbline/finding-model/change";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { hashOf } from "@plumbline/run-store/digest";
import { reasonOf } from "@plumbline/run-store/error";
import { writeFile } from "@plumbline/run-store/write";
import { z } from "zod";
import { CommandError, usageError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { otherEndpoint } from "./of-run.ts";

const version = 2;
const again = "make it with plumbline plan --plan-file FILE";
const hashOfPlan = ({ hash: _, ...rest }: Omit<Plan, "hash"> & { hash?: string }): string => hashOf(z.json().parse(rest));

/** Gives a plan its version and its hash. */
export function sealPlan(plan: Omit<Plan, "version" | "hash">): Plan {
  const whole = { ...plan, version } as const;
  return Plan.parse({ ...whole, hash: hashOfPlan(whole) });
}

/** Keeps a plan as a JSON file, atomically. */
export async function savePlan(plan: Plan, path: string, { folder }: Pick<Io, "folder">): Promise<string> {
  const full = resolve(folder, path);
  await writeFile(full, [`${JSON.stringify(plan, null, 2)}\n`]);
  return full;
}

/** Reads a plan file; one of another version, of another endpoint, a damaged one, or one that was edited is refused. */
export async function readPlan(path: string, global: GlobalOptions, { folder }: Pick<Io, "folder">): Promise<Plan> {
  const full = resolve(folder, path);
  const raw = await readJson(full);
  const made = z.object({ version: z.int() }).safeParse(raw).data?.version;
  if (made !== undefined && made !== version)
    throw usageError(`the plan ${full} can't be used: it is of version ${made}, and this plumbline reads version ${version}`, again);
  const plan = Plan.safeParse(raw);
  if (!plan.success) throw usageError(`the plan ${full} can't be used: ${faultsIn(plan.error)}`, again);
  if (hashOfPlan(plan.data) !== plan.data.hash)
    throw new CommandError(`the plan ${full} was changed after it was made: its content does not fit its hash ${plan.data.hash}`, {
      exitCode: exitCodes.refused,
      hint: "make the plan again; --checks, --accounts and --regions plan for less",
    });
  const other = otherEndpoint(plan.data.endpoint, global);
  if (other !== undefined)
    throw new CommandError(`the plan ${other}`, {
      exitCode: exitCodes.refused,
      hint: "give the same --endpoint-url, or make the plan again",
    });
  return plan.data;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: unknown) =>
    Promise.reject(usageError(`can't read the plan ${path}: ${String(cause)}`, again, cause)),
  );
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError(`the plan ${path} is not JSON: ${reasonOf(cause)}`, again, cause);
  }
}
