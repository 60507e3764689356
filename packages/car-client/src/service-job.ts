/** Jobs of the service itself: of its database, and of a full-import session. */
import { CarError } from "./car-error.ts";
import { JobStarted, JobStatus, read } from "./replies.ts";
import type { Call, Send } from "./request.ts";
import { type Patience, waitUntil } from "./wait.ts";

export interface JobSettings extends Patience {
  /** Takes secrets out of what CAR says. */
  readonly clean: (text: string) => string;
}

/** Starts a job and waits until it is complete. Rejects with a recoverable CarError when it ends in an error or hangs. */
export async function runJob(send: Send, call: Call, { clean, ...patience }: JobSettings): Promise<void> {
  const tried = `${call.method} ${call.path} to ${call.purpose}`;
  const { job_id } = read(JobStarted, await send(call), tried);
  const path = `/jobstatus/${encodeURIComponent(job_id)}`;
  const isDone = await waitUntil(async () => {
    const answer = await send({ method: "GET", path, purpose: `wait until it can ${call.purpose}` });
    const { status, error } = read(JobStatus, answer, `GET ${path}`);
    if (status === "COMPLETE") return "done";
    if (status !== "ERROR") return "nothing";
    const outcome = `job ${job_id} ended in an error${error === undefined ? "" : `: ${clean(JSON.stringify(error)).slice(0, 500)}`}`;
    throw new CarError({ kind: "recoverable", tried, outcome, hint: "Look into the log of the CAR service, then run again." });
  }, patience);
  if (isDone) return;
  throw new CarError({
    ...{ kind: "recoverable", tried },
    outcome: `job ${job_id} did not end within ${patience.patienceMilliseconds / 60_000} minutes`,
    hint: "CAR hangs or is overloaded; run again later.",
  });
}
