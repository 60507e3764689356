import { usageError } from "@plumbline/cli/command-error";
import type { ConsoleConfig } from "./config.ts";
import { isLoopbackAddress } from "./sign-in/dev-login.ts";

/** Refuses settings under which the console would be less than safe, or could let nobody in. Throws a usage error. */
export function proveConfig(config: ConsoleConfig): void {
  const { listen, behindProxy, publicUrl, devLogin, demo, oidcIssuer, oidcClientId, database, folder } = config;
  const isLocal = isLoopbackAddress(listen.host) || listen.host === "localhost";
  if (!isLocal && !behindProxy)
    throw usageError(
      `--listen ${listen.host} can be reached from elsewhere, and the console speaks no TLS itself`,
      "let a proxy with TLS stand in front and say so: --behind-proxy --public-url https://NAME",
    );
  if (behindProxy && publicUrl?.protocol !== "https:")
    throw usageError("--behind-proxy wants the address that browsers see", "give --public-url https://NAME");
  if (!behindProxy && publicUrl?.protocol === "https:")
    throw usageError("--public-url is https, and the console speaks no TLS itself", "say --behind-proxy too when a proxy does");
  const local = demo ? "--demo" : devLogin ? "--dev-login" : undefined;
  if (local !== undefined && (behindProxy || !isLocal))
    throw usageError(
      `${local} lets anybody in who reaches it, so it is for this machine alone`,
      "leave it out, or listen on 127.0.0.1 without a proxy",
    );
  if (demo && (config.allowPlans || config.allowChanges))
    throw usageError("--demo shows made-up accounts, and AWS knows none of them", "leave --allow-plans and --allow-changes out");
  if (demo && (database !== undefined || folder !== undefined))
    throw usageError("--demo has a database of its own in memory", "leave --database and --folder out");
  if (demo && config.cost) throw usageError("--cost asks AWS, and the accounts of --demo are made up", "leave one of them out");
  if ((oidcIssuer === undefined) !== (oidcClientId === undefined))
    throw usageError("--oidc-issuer and --oidc-client-id go together", "give both, or none");
  if (
    oidcIssuer?.protocol === "http:" &&
    !isLoopbackAddress(oidcIssuer.hostname.replaceAll(/[[\]]/g, "")) &&
    oidcIssuer.hostname !== "localhost"
  )
    throw usageError("--oidc-issuer is http, where anybody could answer", "give its https URL");
  if (local === undefined && oidcIssuer === undefined)
    throw usageError(
      "nobody could sign in",
      "give --oidc-issuer and --oidc-client-id, or --dev-login on your own machine, or look at --demo",
    );
}
