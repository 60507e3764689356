import { parseArn } from "@plumbline/finding-model/arn";
import type { Profile } from "./config-files.ts";
import type { SessionOptions } from "./options.ts";
import { mainRegion } from "./partition.ts";
import type { Environment } from "./surroundings.ts";

/**
 * The region whose STS is asked: the one given, else AWS_REGION, AWS_DEFAULT_REGION, the profile's, the main region of the first
 * role's partition, and us-east-1 when nothing at all is known.
 */
export const homeRegion = (options: SessionOptions, environment: Environment, { settings }: Profile): string => {
  const [role = settings["role_arn"]] = options.roleArn;
  return (
    [options.region, environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], settings["region"]].find((told) => told) ??
    mainRegion((role === undefined ? undefined : parseArn(role)?.partition) ?? "aws")
  );
};

/** The region that the environment or the profile names; the partition's main region when they name none. */
export const ownRegion = (partition: string, environment: Environment, { settings }: Profile): string =>
  [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], settings["region"]].find((told) => told) ?? mainRegion(partition);
