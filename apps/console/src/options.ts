import { option } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";
import { addAwsOptions } from "./aws-options.ts";

const more = (text: string, before: string[] | undefined) => [...(before ?? []), text];

/** The console's options; each but the last two can be set by a variable of the environment too. */
export const addConsoleOptions = (command: Command): Command =>
  addAwsOptions(command)
    .addOption(option("--listen <host:port>", "where to listen (default 127.0.0.1:7700)"))
    .addOption(option("--public-url <url>", "what browsers call the console (default http and where it listens)"))
    .addOption(option("--behind-proxy", "a proxy with TLS stands in front and adds the client's address to X-Forwarded-For"))
    .option("--database <url>", "PostgreSQL, as postgres://USER@HOST/NAME; with a password better by the variable DATABASE_URL")
    .addOption(option("--folder <folder>", "the embedded database's folder, where no server is named (default plumbline-output/iam)"))
    .addOption(option("--connections <n>", "at most so many connections to the server (default 10)"))
    .addOption(option("--demo", "made-up accounts in a database in memory, and the development login"))
    .addOption(
      option("--dev-login", "lets anybody on this machine sign in under any name, as dev:NAME; for this machine's addresses alone"),
    )
    .addOption(option("--oidc-issuer <url>", "the OIDC provider to sign in with"))
    .addOption(
      option(
        "--oidc-client-id <id>",
        "the console's id there; its secret comes by PLUMBLINE_OIDC_CLIENT_SECRET or --oidc-client-secret-file",
      ),
    )
    .addOption(option("--oidc-scope <scopes>", 'what is asked for (default "openid profile email")'))
    .addOption(option("--oidc-subject-claim <name>", "the claim that names a person for good (default sub)"))
    .addOption(option("--oidc-groups-claim <name>", "the claim that holds a person's groups (default groups)"))
    .addOption(
      option(
        "--grant <grant>",
        "what somebody may do, such as subject:NAME=admin:all or group:NAME=reader:111122223333; may be repeated",
      ).argParser(more),
    )
    .addOption(option("--session-hours <n>", "a session ends after so long (default 12)"))
    .addOption(option("--idle-minutes <n>", "a session that is not used ends after so long (default 60)"))
    .addOption(option("--rate-per-address <n>", "requests a minute from one address (default 600)"))
    .addOption(option("--rate-per-subject <n>", "requests a minute of one person (default 600)"))
    .addOption(
      option("--cost", "ask Cost Explorer what accounts cost, once a day for each payer; AWS takes 0.01 US dollars for each request"),
    )
    .addOption(new Option("--quiet", "no log, only errors and what costs money"))
    .addOption(new Option("--debug", "show the stack of an error"));
