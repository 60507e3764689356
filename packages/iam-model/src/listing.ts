import { z } from "zod";

/**
 * Names a listing: who was asked, where, and of what. Only a complete listing can tell that something is gone, and only of what it listed
 * before: `aws/111122223333/global/iam_user`, `aws/111122223333/eu-west-1/ec2`, `organization/o-example`, `kubernetes/<cluster>`.
 */
export const Listing = z.string().regex(/^(aws|organization|identity-center|kubernetes|cloudhealth|alertlogic)\/\S+$/);
export type Listing = z.output<typeof Listing>;

/** The listing of a collector's type in an account and region; `global` where the type has no region. */
export const awsListing = ({ account, region, type }: { account: string; region: string | "global"; type: string }): Listing =>
  `aws/${account}/${region}/${type}`;
