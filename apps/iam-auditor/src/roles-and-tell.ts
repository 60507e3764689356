import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted, printable } from "@plumbline/reports/text";
import type { AddRoleConfig, RolesConfig } from "./config.ts";
import { withStore } from "./open-store-of-options.ts";
import { accountOf, readRoles } from "./read-roles.ts";
import { type KnownRole, listRoles, putRoles, type RoleRow } from "./role-table.ts";

const isJson = ({ format, json }: RolesConfig): boolean => json || format === "json";

/** `plumbline iam roles list` */
export const listAndTell = (config: RolesConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const roles = await listRoles(store);
    const text = isJson(config) ? `${JSON.stringify({ roles: roles.map(toJson) }, null, 2)}\n` : roles.map(toLine).join("");
    await print(io.stdout, text || "no roles: add some with plumbline iam roles add or import\n");
    return exitCodes.clean;
  });

// An external id is no secret, but nobody needs to see it here.
const toJson = ({ account, roleArn, externalId, working, failure, lastUsed }: KnownRole) => ({
  ...{ account, roleArn, hasExternalId: externalId !== undefined, working, failure, lastUsed: lastUsed?.toISOString() ?? null },
});
const states = new Map<boolean | null, string>([
  [null, "not tried"],
  [true, "working"],
  [false, "not working"],
]);
const toLine = ({ account, roleArn, working, failure, lastUsed }: KnownRole): string => {
  const used = lastUsed === null ? "never used" : `last used ${lastUsed.toISOString()}`;
  return printable(`${account}  ${roleArn}  ${states.get(working)}, ${used}${failure === null ? "" : `: ${failure}`}`).concat("\n");
};

/** `plumbline iam roles add` */
export async function addAndTell(roleArn: string, config: AddRoleConfig, io: Io): Promise<ExitCode> {
  const account = accountOf(roleArn);
  if (account === undefined) throw usageError(`${roleArn} is no ARN of a role`, "give one as the role's own page shows it");
  return put([{ account, roleArn, externalId: config.externalId }], config, io);
}

/** `plumbline iam roles import` */
export const importAndTell = async (file: string, config: RolesConfig, io: Io): Promise<ExitCode> =>
  put(await readRoles(file, io), config, io);

const put = (roles: readonly RoleRow[], config: RolesConfig, io: Io): Promise<ExitCode> =>
  withStore(config, io, async (store) => {
    const added = await putRoles(store, roles);
    const told = { added, known: roles.length - added };
    const text = `${counted(added, "role")} added, ${told.known} known before\n`;
    await print(io.stdout, isJson(config) ? `${JSON.stringify(told)}\n` : text);
    return exitCodes.clean;
  });
