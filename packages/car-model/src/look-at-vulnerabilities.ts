import { windows } from "@plumbline/audit-kit/flow";
import { failureOf } from "@plumbline/audit-kit/look";
import type { Outcome } from "@plumbline/finding-model/coverage";
import { type VulnerabilitySource, VulnerabilityState } from "@plumbline/finding-model/vulnerability";
import { type Reading, readVulnerabilities } from "@plumbline/vulnerabilities/read";
import type { SentVulnerability } from "@plumbline/vulnerabilities/retention";
import { z } from "zod";
import type { OtherSource } from "./follow-place.ts";
import { projectVulnerability } from "./projections/vulnerability.ts";
import { keptIn } from "./state/notes.ts";
import type { State } from "./state/open-state.ts";

/** What is kept of a vulnerability that was sent, as JSON. */
const Kept = z.object({ updated: z.coerce.date(), state: VulnerabilityState });
const windowSize = 100;

export interface Choice extends Pick<Reading, "select"> {
  readonly source: VulnerabilitySource;
  now(): Date;
}

/**
 * The vulnerabilities of a place as a cell of their own. A place where the source is switched off is no gap; but nothing that was sent before
 * is deleted, since a source that is off proves nothing.
 */
export function vulnerabilitiesOf(state: State, { source, select, now }: Choice): OtherSource {
  const type = source === "securityhub" ? "vulnerability" : "inspector_vulnerability";
  return {
    type,
    choice: select ?? "usual",
    async look(aws, place, known, since, stage) {
      const refused: string[] = [];
      let seen = 0;
      const cell = (outcome: Outcome, message?: string) => ({
        ...{ account: place.account, region: place.region, type, aspect: "list", outcome, required: place.required },
        ...{ asked: seen, ok: seen, fetches: 1, failures: outcome === "ok" || outcome === "skipped" ? {} : { [outcome]: 1 } },
        ...(message === undefined ? {} : { message }),
      });
      try {
        const signedIn = await aws();
        // What this reading names is noted with the number of this run; the others are asked for.
        const unnamed = function* (): Generator<SentVulnerability> {
          for (const [id, kept] of keptIn(state, known.id, stage.run)) yield { id, ...Kept.parse(JSON.parse(kept)) };
        };
        const read = await readVulnerabilities(signedIn, { source, select, now: now(), since, unnamed });
        if (read.kind === "not-enabled") return { cells: [cell("skipped", read.reason)], isComplete: false, refused };
        for await (const window of windows(read.changes, windowSize))
          state.transact(() => {
            for (const change of window) {
              seen++;
              if (change.kind === "gone") stage.remove(known.id, change.id);
              else {
                const { updated, state: status } = change.vulnerability;
                const kept = JSON.stringify({ updated, state: status });
                refused.push(...stage.put(known.id, change.id, projectVulnerability(change.vulnerability, signedIn), kept));
              }
            }
          });
        return { cells: [cell("ok")], isComplete: true, refused };
      } catch (error) {
        const { kind, message } = failureOf(error);
        // A fault of the program, or of the state, is none of AWS's.
        if (kind === "failed" && !(error instanceof Error && "kind" in error)) throw error;
        return { cells: [cell(kind, message)], isComplete: false, refused };
      }
    },
  };
}
