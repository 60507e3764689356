import { homedir } from "node:os";
import { join } from "node:path";
import { loadSharedConfigFiles } from "@smithy/core/config";
import type { Environment } from "./surroundings.ts";

/** Where the ini files are. */
export interface FilePaths {
  readonly filepath: string;
  readonly configFilepath: string;
}

type Section = Readonly<Record<string, string | undefined>>;

/** One profile of the ini files. `named` says that the caller or AWS_PROFILE asked for it, so that nothing else may stand in. */
export interface Profile {
  readonly name: string;
  readonly named: boolean;
  readonly exists: boolean;
  readonly settings: Section;
  /** The `services` section to which the profile points; its keys look like `s3.endpoint_url`. */
  readonly services: Section;
  readonly paths: FilePaths;
}

/**
 * Reads a profile of `~/.aws/config` and `~/.aws/credentials`, or of the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE
 * name (https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html). Files that are not there count as empty.
 */
export const readProfile = async (chosen: string | undefined, environment: Environment): Promise<Profile> => {
  const paths = pathsOf(environment);
  const name = chosen ?? (environment["AWS_PROFILE"] || undefined);
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ...paths, ignoreCache: true });
  const key = name ?? "default";
  const settings = { ...configFile[key], ...credentialsFile[key] };
  return {
    name: key,
    named: name !== undefined,
    exists: key in configFile || key in credentialsFile,
    settings,
    services: configFile[`services.${settings["services"]}`] ?? {},
    paths,
  };
};

const pathsOf = (environment: Environment): FilePaths => {
  const folder = join(environment["HOME"] ?? environment["USERPROFILE"] ?? homedir(), ".aws");
  return {
    filepath: environment["AWS_SHARED_CREDENTIALS_FILE"] ?? join(folder, "credentials"),
    configFilepath: environment["AWS_CONFIG_FILE"] ?? join(folder, "config"),
  };
};
