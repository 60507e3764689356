import { CarError } from "./car-error.ts";
import type { Send } from "./request.ts";
import { type JobSettings, runJob } from "./service-job.ts";

interface Session {
  readonly send: Send;
  readonly jobs: JobSettings;
  readonly source: string;
  /** Waits until every import is done. */
  readonly settle: () => Promise<void>;
}

/** As `Car.withFullImport`. */
export async function withFullImport<T>({ send, jobs, source, settle }: Session, work: () => Promise<T>): Promise<T> {
  const path = `/source/${encodeURIComponent(source)}/full-import-in-progress`;
  let isBegun = false;
  try {
    await runJob(send, { method: "POST", path, purpose: "open a full-import session" }, jobs);
    isBegun = true;
    const result = await work();
    await settle();
    await runJob(send, { method: "DELETE", path, purpose: "close the full-import session" }, jobs);
    return result;
  } catch (cause) {
    // A session whose opening was refused is none; one whose answer was lost may be.
    if (!isBegun && cause instanceof CarError && cause.status !== undefined) throw cause;
    throw leftOpen(cause, source);
  }
}

const leftOpen = (cause: unknown, source: string): CarError => {
  const known = cause instanceof CarError ? cause : undefined;
  return new CarError({
    kind: known?.kind ?? "recoverable",
    status: known?.status,
    tried: `full import of source ${source}`,
    outcome: (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, ""),
    hint: "Its session was left open, so that CAR retires nothing that was not sent; the next run is a full import, which opens it anew and closes it.",
    isSessionOpen: true,
    cause,
  });
};
