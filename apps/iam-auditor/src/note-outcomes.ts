import { decidedRevocations, noteOutcome } from "@plumbline/access-reviews/revocations-of";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { withJournal } from "@plumbline/cli/stores";
import { printable } from "@plumbline/reports/text";
import { entryOf } from "@plumbline/run-store/chained-journal";
import { actingAs } from "./acting-as.ts";
import type { DecisionPlanConfig } from "./decision-plan-config.ts";
import { outcomesIn } from "./outcomes-in.ts";
import { withReviews } from "./reviews/with-reviews.ts";

/** `plumbline review outcomes`: notes with a campaign what became of what it revoked, as an intact journal has it. */
export async function noteOutcomes(campaign: string, config: DecisionPlanConfig, io: Io): Promise<ExitCode> {
  const actor = actingAs("admin", config.by, io);
  const entries = (await withJournal(config, io, (journal) => journal.readIntact())).map(entryOf);
  const there = entries.filter(({ endpoint }) => endpoint === config.endpointUrl);
  const noted = await withReviews(config, io, (store) =>
    store.as(actor, async (transaction) => {
      const revocations = await decidedRevocations(transaction, campaign);
      const outcomes = outcomesIn(there, campaign, revocations);
      for (const outcome of outcomes) await noteOutcome(transaction, { campaign, ...outcome, at: io.now() });
      return outcomes.map((outcome) => ({ ...outcome, ...nameOf(revocations, outcome.item) }));
    }),
  );
  const lines = noted.map(({ outcome, account, kind, name, item }) =>
    printable(`${outcome.padEnd(8)}  ${account}  ${kind}  ${name}  item ${item}`),
  );
  const text = lines.map((line) => `${line}\n`).join("") || "Nothing of what the campaign revoked was written to AWS.\n";
  await print(io.stdout, config.format === "json" ? `${JSON.stringify(noted, null, 2)}\n` : text);
  return exitCodes.clean;
}

function nameOf(revocations: Awaited<ReturnType<typeof decidedRevocations>>, item: string) {
  const found = revocations.find(({ because }) => "item" in because && because.item === item);
  return { account: found?.account ?? "", kind: found?.kind ?? "", name: found?.principalName ?? "" };
}
