import { z } from "zod";
import type { Aws } from "./aws.ts";

/** An account's regions by whether they answer, in alphabetical order. */
export interface Regions {
  readonly enabled: readonly string[];
  /** Regions of the partition to which the account has not opted in. */
  readonly disabled: readonly string[];
}

const Answer = z.object({ Regions: z.array(z.object({ RegionName: z.string(), OptInStatus: z.string() })).min(1) });

/** Asks EC2 in a place which regions its account has enabled. Rejects with an AwsError, and with a ZodError when AWS names no region. */
export const listRegions = async (aws: Aws): Promise<Regions> => {
  const { DescribeRegionsCommand, EC2Client } = await import("@aws-sdk/client-ec2");
  const answer = await aws.client(EC2Client).send(new DescribeRegionsCommand({ AllRegions: true }));
  const regions = Answer.parse(answer).Regions.sort((a, b) => (a.RegionName < b.RegionName ? -1 : 1));
  const named = (isEnabled: boolean) =>
    regions.flatMap(({ RegionName, OptInStatus }) => ((OptInStatus !== "not-opted-in") === isEnabled ? [RegionName] : []));
  return { enabled: named(true), disabled: named(false) };
};
