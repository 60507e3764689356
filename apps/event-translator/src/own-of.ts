import { defaultAccountRole } from "@plumbline/aws-session/options";
import type { OwnIdentities } from "@plumbline/cloudtrail-incremental/own-session";
import type { Config } from "./config.ts";

/** Whose calls are our own, by the options. */
export const ownOf = ({
  accountRole = defaultAccountRole,
  ownPrincipals,
}: Pick<Config, "accountRole" | "ownPrincipals">): OwnIdentities => ({
  roles: [accountRole],
  principals: ownPrincipals,
});
