import type { Auditor } from "@plumbline/audit-kit/define";
import { toFinding, unseenVerdict } from "@plumbline/audit-kit/judge";
import { looksOf } from "@plumbline/audit-kit/look";
import type { SurveyKey } from "@plumbline/audit-kit/run";
import { regionsOf, type Target } from "@plumbline/audit-kit/target";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";

/** How far a run is: surveys, each one type in one place. */
export interface Progressed {
  readonly run: string;
  readonly done: number;
  readonly total: number;
}

/** Who looks on while a scan runs, and may stop it. */
export interface Watch {
  progress?(progressed: Progressed): void;
  readonly stop?: AbortSignal;
  /** When it is stopped: leave the run unfinished, to be resumed, or finish it with what is left as gaps. */
  readonly whenStopped: "leave" | "finish";
}

/** The run was stopped and left unfinished; it can be resumed. */
export class ScanStopped extends Error {
  override readonly name = "ScanStopped";
  readonly folder: string;
  readonly run: string;

  constructor(folder: string, run: string) {
    super(`run ${run} was stopped before it was finished`);
    this.folder = folder;
    this.run = run;
  }
}

export const nameOfSurvey = ({ account, region, type }: SurveyKey): string => `${account} ${region} ${type}`;

/** Every survey of a run. */
export const surveysOf = (auditors: readonly Auditor[], targets: readonly Target[]): SurveyKey[] =>
  targets.flatMap((target) =>
    looksOf(auditors).flatMap(({ collector }) =>
      regionsOf(collector, target).map((region) => ({ account: target.id, region, type: collector.type })),
    ),
  );

/** Gives what comes until the signal is aborted, also while the next value is waited for. */
export async function* untilStopped<T>(source: AsyncIterable<T>, stop: AbortSignal | undefined): AsyncGenerator<T> {
  const over = Promise.withResolvers<undefined>();
  const end = () => over.resolve(undefined);
  stop?.addEventListener("abort", end, { once: true });
  const values = source[Symbol.asyncIterator]();
  try {
    while (!stop?.aborted) {
      const coming = values.next();
      // After a stop nobody waits for it any more, whatever comes of it.
      coming.catch(() => undefined);
      const next = await Promise.race([coming, over.promise]);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    stop?.removeEventListener("abort", end);
  }
}

/** What a finished run says of surveys for which no time was left: nobody looked. */
export function* leftOver(auditors: readonly Auditor[], surveys: readonly SurveyKey[], partition: string) {
  const failure = { kind: "timed-out" as const, message: "the time was over before it was looked at" };
  for (const look of looksOf(auditors))
    for (const key of surveys.filter(({ type }) => type === look.collector.type)) {
      const cell = (aspect: string): Cell => ({
        ...{ ...key, aspect, required: true, asked: 0, ok: 0, fetches: 0 },
        ...(aspect === "list"
          ? { outcome: failure.kind, message: failure.message, failures: { [failure.kind]: 1 } }
          : { outcome: "skipped" as const, failures: {} }),
      });
      const verdict = unseenVerdict({ aspect: "list", failure });
      const findings: Finding[] = look.auditors.map((auditor) => toFinding(auditor, partition, { ...key, id: "*" }, { verdict }));
      yield { key, findings, cells: ["list", ...look.aspects.keys()].map(cell) };
    }
}
