import { globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { runCommand } from "../plumbline.ts";

const Row = z.object({
  REQUIREMENTS_ID: z.string(),
  CHECKID: z.string(),
  STATUS: z.enum(["PASS", "FAIL", "MANUAL"]),
  RESOURCEID: z.string(),
  REGION: z.string(),
  STATUSEXTENDED: z.string(),
});
/** One line of Prowler: a check of a requirement, on a resource named by the end of its ARN. */
export interface ProwlerRow {
  readonly control: string;
  readonly check: string;
  readonly status: "PASS" | "FAIL" | "MANUAL";
  readonly resource: string;
  readonly reason: string;
}

export interface ProwlerRun {
  readonly edition: string;
  readonly endpoint: string;
  readonly regions: readonly string[];
  readonly folder: string;
}

/** Runs Prowler's CIS check of an edition such as 1.5 against an endpoint of this machine, and reads its table. */
export async function runProwler(command: string, { edition, endpoint, regions, folder }: ProwlerRun): Promise<ProwlerRow[]> {
  mkdirSync(folder, { recursive: true });
  const words = ["aws", "--compliance", `cis_${edition}_aws`, "-f", ...regions, "-M", "csv", "--output-directory", folder, "--no-banner"];
  const env = {
    ...{ PATH: process.env["PATH"], HOME: folder, AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: regions[0] },
    ...{ AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing", AWS_EC2_METADATA_DISABLED: "true" },
  };
  const { code, stderr } = await runCommand(command, [...words, "--scan-unused-services", "--ignore-exit-code-3"], { cwd: folder, env });
  const [file] = globSync(join(folder, "compliance", "*.csv"));
  if (code !== 0 || file === undefined) throw new Error(`Prowler ended with ${code}: ${stderr.slice(-2000)}`);
  return z
    .array(Row)
    .parse(parse(readFileSync(file, "utf8"), { columns: true, delimiter: ";", relax_quotes: true }))
    .map((row) => ({
      ...{ control: row.REQUIREMENTS_ID, check: row.CHECKID, status: row.STATUS, reason: row.STATUSEXTENDED },
      resource: endOf(row.RESOURCEID),
    }));
}

/** `arn:aws:iam::123456789012:user/bad` as `bad`. */
const endOf = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;
