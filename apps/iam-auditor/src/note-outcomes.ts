import { outcomesOf } from "@plumbline/access-reviews/read-outcomes";
import { type EverRevoked, everRevoked, noteOutcome } from "@plumbline/access-reviews/revocations-of";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { withJournal } from "@plumbline/cli/stores";
import { printable } from "@plumbline/reports/text";
import { entryOf } from "@plumbline/run-store/chained-journal";
import { actingAs } from "./acting-as.ts";
import type { DecisionPlanConfig } from "./decision-plan-config.ts";
import { type Became, becameOf } from "./outcomes-in.ts";
import { withReviews } from "./reviews/with-reviews.ts";

/**
 * `plumbline review outcomes`: notes with a campaign what became of what it revoked, as an intact journal has it, also where something else was
 * decided since; says what is planned and not made.
 */
export async function noteOutcomes(campaign: string, config: DecisionPlanConfig, io: Io): Promise<ExitCode> {
  const actor = actingAs("admin", config.by, io);
  const entries = (await withJournal(config, io, (journal) => journal.readIntact())).map(entryOf);
  const there = entries.filter(({ endpoint }) => endpoint === config.endpointUrl);
  const told = await withReviews(config, io, (store) =>
    store.as(actor, async (transaction) => {
      const revoked = await everRevoked(transaction, campaign);
      const became = becameOf(there, campaign, revoked, await outcomesOf(transaction, campaign));
      for (const { item, planHash, outcome } of became)
        if (outcome !== "planned") await noteOutcome(transaction, { campaign, item, planHash, outcome, at: io.now() });
      return became.map((one) => ({ ...one, ...factsOf(revoked, one) }));
    }),
  );
  const lines = told.map(({ outcome, account, kind, name, item, decidedLast }) =>
    printable(`${outcome.padEnd(8)}  ${account}  ${kind}  ${name}  item ${item}${decidedLast === "keep" ? "  decided to keep since" : ""}`),
  );
  const text = lines.map((line) => `${line}\n`).join("") || "Nothing of what the campaign revoked was planned or written to AWS.\n";
  await print(io.stdout, config.format === "json" ? `${JSON.stringify(told, null, 2)}\n` : text);
  const regretted = told.filter(({ decidedLast, outcome }) => decidedLast === "keep" && outcome !== "undone");
  for (const { name, outcome, planHash } of regretted)
    await print(
      io.stderr,
      printable(
        outcome === "planned"
          ? `${name} is to be kept, and plan ${planHash} would take its access away: plan anew before you apply it`
          : `${name} is to be kept, and plan ${planHash} took away some of its access: plumbline undo takes that back`,
      ).concat("\n"),
    );
  return exitCodes.clean;
}

function factsOf(revoked: readonly EverRevoked[], { item }: Became) {
  const found = revoked.find((one) => one.item === item);
  const { account = "", kind = "", principalName: name = "" } = found?.revocation ?? {};
  return { account, kind, name, decidedLast: found?.last.verdict ?? "revoke" };
}
