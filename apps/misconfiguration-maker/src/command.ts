import { mainRegion } from "@plumbline/aws-session/partition";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, gravest } from "@plumbline/cli/exit-code";
import { addGlobalOptions, parseOptions, toList } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { isLoopback, newRunId, openSession } from "@plumbline/cli/open-session";
import type { Result } from "@plumbline/cli/run-command";
import { Command } from "commander";
import { Config } from "./config.ts";
import { destroyAll, makeAll, type Places } from "./make.ts";
import type { Recipe } from "./recipe.ts";
import { recipes as registry } from "./recipes.generated.ts";

/** `plumbline make-misconfigurations`, and the maker's own command. */
export const makeMisconfigurationsCommand = (io: Io, result: Result): Command =>
  addGlobalOptions(new Command("plumbline-misconfiguration-maker"))
    .description(
      "Creates misconfigured resources in the accounts that --account names, and prints them as JSON lines with the findings they must give.",
    )
    .option("--account <ids>", "accounts to fill; no other is touched", toList)
    .option("--recipes <names>", "which kinds of resources, comma-separated (default all)", toList)
    .option("--destroy", "remove what was made, by this run or an earlier one")
    .option("--yes", "the costs were seen; needed on real AWS")
    .action(async (_options, self: Command) => {
      const config = parseOptions(Config, self);
      if (config.regions.includes("all")) throw usageError("--regions: name the regions to fill", "such as --regions us-east-1,eu-west-1");
      const others = (config.accounts ?? []).filter((account) => !config.account.includes(account));
      if (others.length > 0)
        throw usageError(`--accounts: ${others.join(", ")} is not named in --account`, "only accounts of --account are filled");
      const recipes = await chooseRecipes(config.recipes);
      if (!isLoopback(config.endpointUrl)) await (config.destroy ? confirmRemoval : confirmCosts)(recipes, config, io);
      // What it makes is to be found, also by way of events.
      const session = await openSession(config, newRunId(io), io, { sessionNamePrefix: "misconfiguration-maker-" });
      try {
        const places: Places = {
          session,
          accounts: config.account,
          regions: config.regions,
          mainRegion: mainRegion(session.partition),
          sleep: io.sleep,
        };
        if (config.destroy) result.exitCode = await destroy(recipes, places, config, io);
        else for await (const line of makeAll(recipes, places)) await print(io.stdout, `${JSON.stringify(line)}\n`);
      } finally {
        session.close();
      }
    });

async function destroy(recipes: readonly Recipe[], places: Places, config: Config, io: Io): Promise<ExitCode> {
  const log = makeLog(io, config);
  const codes: ExitCode[] = [];
  for await (const one of destroyAll(recipes, places)) {
    if ("removed" in one) await print(io.stdout, `${JSON.stringify(one.removed)}\n`);
    else {
      codes.push(one.failed.exitCode);
      log("warn", one.failed.message);
    }
  }
  return gravest(codes);
}

async function chooseRecipes(wanted: readonly string[] | undefined): Promise<Recipe[]> {
  const all: Readonly<Record<string, () => Promise<Recipe>>> = registry;
  return Promise.all(
    (wanted ?? Object.keys(all)).map((name) => {
      const load = Object.hasOwn(all, name) ? all[name] : undefined;
      if (!load) throw usageError(`unknown recipe ${name}`, `known recipes: ${Object.keys(all).join(", ")}`);
      return load();
    }),
  );
}

async function confirmRemoval(recipes: readonly Recipe[], { account, regions, yes }: Config, io: Io): Promise<void> {
  const names = recipes.map(({ name }) => name).join(", ");
  await print(
    io.stderr,
    `This removes what is named misconfiguration_maker in ${account.join(", ")} (${regions.join(", ")}), by the recipes ${names}.\n`,
  );
  if (!yes) throw usageError("nothing was removed", "give --yes when that is right");
}

async function confirmCosts(recipes: readonly Recipe[], { account, regions, yes }: Config, io: Io): Promise<void> {
  const lines = recipes.map(({ name, scope, dollarsPerMonth, danger }) => {
    const places = account.length * (scope === "global" ? 1 : regions.length);
    return {
      text: `  ${name.padEnd(24)} about ${(dollarsPerMonth * places).toFixed(2)} US dollars a month; ${danger}\n`,
      cost: dollarsPerMonth * places,
    };
  });
  const total = lines.reduce((sum, { cost }) => sum + cost, 0);
  await print(
    io.stderr,
    `This creates resources in ${account.join(", ")} (${regions.join(", ")}):\n${lines.map(({ text }) => text).join("")}  in all about ${total.toFixed(2)} US dollars a month, at list prices.\n`,
  );
  if (!yes) throw usageError("nothing was created", "give --yes when the costs are right");
}
