import { join } from "node:path";
import { controlsExitCode } from "@plumbline/cli/controls-exit-code";
import { exitCodes } from "@plumbline/cli/exit-code";
import { makeLog } from "@plumbline/cli/log";
import { type Scan, scan } from "@plumbline/cli/scan";
import { type Progressed, ScanStopped } from "@plumbline/cli/watch";
import type { ControlResult } from "@plumbline/finding-model/benchmark";
import { controlResults } from "@plumbline/finding-model/control-results";
import { StoreError } from "@plumbline/run-store/error";
import { packFolder, unpackFolder } from "@plumbline/run-store/pack";
import { choiceOf } from "./choice.ts";
import type { Hold } from "./hold.ts";
import { customerPlace } from "./places.ts";
import { checkpointOf, type Scanning } from "./scanning.ts";

/** Kept of an invocation for the report and the mail, or for leaving the run to the next one. */
const reserveMilliseconds = 60_000;

export interface Looked extends Scan {
  readonly results: readonly ControlResult[];
  readonly isComplete: boolean;
  readonly progress: ReturnType<typeof fieldsOf>;
}
/** The time was over: the run as it was left. */
export interface Unfinished {
  readonly packed: Buffer;
  readonly progress: ReturnType<typeof fieldsOf>;
}

const fieldsOf = ({ run, done, total }: Progressed) => ({
  ...{ run, cellsDone: done, cellsTotal: total },
  percent: total === 0 ? 0 : Math.floor((done / total) * 100),
});

/** Looks at the account until all is seen or the time is over. */
export async function look(scanning: Scanning, folder: string, hold: Hold): Promise<Looked | Unfinished> {
  const { access, asked, settings, io, context } = scanning;
  const customer = customerPlace(access, settings, { io, folder });
  const resume = await restore(scanning, join(folder, "runs"));
  const chosen = await choiceOf(settings);
  let progress = fieldsOf({ run: resume ?? "", done: 0, total: 0 });
  // An invocation that got no further than the one before it would be followed by such ones for ever.
  let from: number | undefined;
  const stop = new AbortController();
  const left = context.getRemainingTimeInMillis();
  const timer = setTimeout(() => stop.abort(), Math.max(left - reserveMilliseconds, (left * 2) / 3));
  hold.lost.addEventListener("abort", () => stop.abort(), { once: true });
  hold.tell({ startedAt: startOf(scanning) });
  try {
    const done = await scan(
      {
        // A run that goes on looks where it began.
        global: resume === undefined ? customer.global : { ...customer.global, regions: ["all"] },
        checks: chosen.questions.map(({ id }) => id),
        asked: { benchmark: chosen.benchmark, settings: chosen.settings },
        ...{ resume, ways: customer.ways },
        watch: {
          stop: stop.signal,
          get whenStopped() {
            const mayGoOn = canGoOn(scanning) && progress.cellsDone > (from ?? 0);
            return mayGoOn || hold.lost.aborted ? "leave" : "finish";
          },
          progress(progressed) {
            progress = fieldsOf(progressed);
            // The first word is said before anything is looked at: what was restored, which may be less than the item told.
            from ??= progressed.done;
            hold.tell(progress);
          },
        },
      },
      customer.io,
    );
    const results = await controlResults(done.report);
    const isComplete = controlsExitCode(results, done.report.summary, "never") !== exitCodes.incomplete;
    return { ...done, results, isComplete, progress };
  } catch (error) {
    if (!(error instanceof ScanStopped)) throw error;
    if (hold.lost.aborted) throw new Error("another invocation has taken the request", { cause: error });
    makeLog(io, { quiet: false })("info", `request ${asked.requestId}: the time is over`, { requestId: asked.requestId, ...progress });
    return { packed: await packFolder(error.folder), progress };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the rest can be left to another invocation: there is a place for the run, and keys can be passed on sealed. */
const canGoOn = ({ access, before, own, settings }: Scanning): boolean =>
  own.objects !== undefined &&
  settings.AWS_LAMBDA_FUNCTION_NAME !== undefined &&
  (access.kind === "role" || settings.KMS_KEY_ID !== undefined) &&
  (before.invocations ?? 0) + 1 < settings.MAX_INVOCATIONS;

const startOf = ({ before, io }: Scanning): string | undefined =>
  before.startedAt === undefined ? io.now().toISOString() : before.startedAt;

/** Brings back the run that an earlier invocation left; undefined when there is none and a new one begins. */
async function restore({ own, before, asked }: Scanning, root: string): Promise<string | undefined> {
  if (before.run === undefined || !own.objects) return undefined;
  try {
    await unpackFolder(await own.objects.get(checkpointOf(asked.requestId)), join(root, before.run));
    return before.run;
  } catch (error) {
    // An invocation that crashed left none: it is looked at anew.
    if (error instanceof StoreError && error.code === "missing") return undefined;
    throw error;
  }
}
