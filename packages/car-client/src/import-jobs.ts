/** The imports that CAR has taken and not yet carried out. */
import { CarError, kindOf } from "./car-error.ts";
import { ImportStarted, ImportStatus, read } from "./replies.ts";
import type { Send } from "./request.ts";
import type { JobSettings } from "./service-job.ts";
import { waitUntil } from "./wait.ts";

export interface ImportJobs {
  /**
   * Sends an envelope and remembers its job. Waits before it where too many are under way. An envelope that `canBeCut` and is too large (413)
   * is no failure: `too large` asks for its parts.
   */
  post(body: string | Uint8Array<ArrayBuffer>, what: string, canBeCut?: boolean): Promise<"taken" | "too large">;
  /** Waits until none is under way. Rejects with a CarError when one of them failed, from then on always: what is not sent stays unsent. */
  settle(): Promise<void>;
}
interface Settings extends JobSettings {
  readonly send: Send;
  readonly mostJobs: number;
}

// An import that CAR has just taken may be unknown to whoever answers for it; after about a minute of pauses it is lost.
const mostUnknown = 7;
const tooLarge = 413;

export const importJobs = ({ send, mostJobs, clean, ...patience }: Settings): ImportJobs => {
  const jobs = new Map<string, { readonly what: string; unknown: number }>();

  const look = async (): Promise<boolean> => {
    const path = `/importstatus?ids=${[...jobs.keys()].map(encodeURIComponent).join(",")}`;
    const answer = await send({ method: "GET", path, purpose: "learn how far imports are" });
    const status = read(ImportStatus, answer, "GET /importstatus");
    const failed = status.error_imports.flatMap((error) => {
      const job = jobs.get(error.id);
      return job ? [{ ...error, what: job.what }] : [];
    });
    const unknown = (status.notfound_imports ?? []).map((job) => (typeof job === "string" ? job : job.id));
    const open = new Set([...status.incomplete_imports.map(({ id }) => id), ...unknown]);
    const before = jobs.size;
    for (const id of [...jobs.keys()]) if (!open.has(id)) jobs.delete(id);
    const [first] = failed;
    if (first) throw failureOf(first, failed.length, clean);
    for (const id of unknown) {
      const job = jobs.get(id);
      if (job && ++job.unknown >= mostUnknown) throw lost(id, job.what);
    }
    return jobs.size < before;
  };
  let failure: { readonly cause: unknown } | undefined;
  const waitFor = async (most: number) => {
    if (failure) throw failure.cause;
    if (jobs.size <= most) return;
    const isDone = await waitUntil(async () => {
      const hasProgress = await look();
      if (jobs.size <= most) return "done";
      return hasProgress ? "progress" : "nothing";
    }, patience);
    if (!isDone) throw hanging([...jobs], patience.patienceMilliseconds);
  };

  const remembering = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      failure = { cause };
      throw cause;
    }
  };

  return {
    post: (body, what, canBeCut = false) =>
      remembering(async () => {
        await waitFor(mostJobs - 1);
        const tried = `POST /imports of ${what}`;
        const call = { method: "POST", path: "/imports", body, purpose: `import ${what}` } as const;
        const answer = await send({ ...call, accepts: canBeCut ? [tooLarge] : [] });
        if (answer.status === tooLarge) return "too large";
        jobs.set(read(ImportStarted, answer, tried).id, { what, unknown: 0 });
        return "taken";
      }),
    settle: () => remembering(() => waitFor(0)),
  };
};

interface Failed {
  readonly id: string;
  readonly what: string;
  readonly error?: unknown;
  readonly statusCode?: number | null | undefined;
}

/** A job in error without a status, or with 0, tells of a fault within CAR: what CAR holds is as it was. */
const failureOf = ({ id, what, error, statusCode }: Failed, count: number, clean: (text: string) => string): CarError => {
  const said = error === undefined ? "" : `: ${clean(typeof error === "string" ? error : JSON.stringify(error)).slice(0, 500)}`;
  const others = count > 1 ? `, and ${count - 1} more jobs failed` : "";
  const status = statusCode || undefined;
  return new CarError({
    kind: status === undefined ? "recoverable" : kindOf(status),
    ...{ status, tried: `import ${what}` },
    outcome: `CAR's job ${id} ended in an error${status === undefined ? "" : ` with status ${status}`}${said}${others}`,
    hint: "Nothing counts as sent; run again. When it stays so, look into the log of the CAR service.",
  });
};

const lost = (id: string, what: string): CarError =>
  new CarError({
    ...{ kind: "recoverable", tried: `import ${what}` },
    outcome: `CAR took it as job ${id} and does not know that job`,
    hint: "Nothing counts as sent; run again.",
  });

const hanging = (jobs: readonly (readonly [id: string, job: { readonly what: string }])[], milliseconds: number): CarError => {
  const named = jobs.slice(0, 3).map(([id, { what }]) => `${what} (job ${id})`);
  const more = jobs.length > 3 ? `, and ${jobs.length - 3} more` : "";
  return new CarError({
    ...{ kind: "recoverable", tried: `import ${named.join(", ")}${more}` },
    outcome: `no job ended within ${milliseconds / 60_000} minutes`,
    hint: "CAR hangs or is overloaded; nothing counts as sent. Run again later.",
  });
};
