import type { Applied } from "@plumbline/audit-kit/apply";
import type { Finding } from "@plumbline/finding-model/finding";
import { type ExitCode, gravest } from "./exit-code.ts";
import type { Io } from "./io.ts";
import type { Teller } from "./notify.ts";
import { reportApplied } from "./report-applied.ts";
import { toldOutcome } from "./told-outcome.ts";

export interface ReportAndTell {
  readonly run: string;
  readonly teller: Teller;
  readonly format?: string | undefined;
  /** What the run judged beside; the changes are of these. */
  readonly findings?: readonly Finding[];
}

/**
 * Prints what becomes of each change as it happens, and tells the channels when all is done; also what was done before a failure, which
 * then is rejected with. Resolves to the exit code.
 */
export async function reportAndTell(
  changes: AsyncIterable<Applied>,
  { run, teller, format, findings = [] }: ReportAndTell,
  io: Io,
): Promise<ExitCode> {
  const outcomes: Applied[] = [];
  try {
    const code = await reportApplied(keeping(changes, outcomes), { format }, io);
    return gravest([code, await teller.tell(run, { findings, outcomes: outcomes.splice(0).map(toldOutcome) })]);
  } finally {
    if (outcomes.length > 0) await teller.tell(run, { findings, outcomes: outcomes.map(toldOutcome) });
  }
}

async function* keeping<T>(source: AsyncIterable<T>, kept: T[]): AsyncGenerator<T> {
  for await (const one of source) {
    kept.push(one);
    yield one;
  }
}
