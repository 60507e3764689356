import type { RequestFields, ScanRequests } from "@plumbline/run-store/dynamodb-requests";

/** How long a request is held after the last sign of life: less than the minute after which Lambda first repeats a failed invocation. */
export const leaseSeconds = 45;
const everyMilliseconds = 5000;

/** Keeps hold of a request, and writes how far it is. */
export interface Hold {
  /** Aborted when another invocation has the request. */
  readonly lost: AbortSignal;
  /** What is written with the next sign of life. */
  tell(fields: RequestFields): void;
  /** Writes at once. Rejects when another one has the request. */
  write(fields: RequestFields): Promise<void>;
  stop(): Promise<void>;
}

export function openHold(requests: ScanRequests, { requestId, owner }: { requestId: string; owner: string }): Hold {
  const lost = new AbortController();
  let fields: RequestFields = {};
  let last = Promise.resolve();
  let failures = 0;
  const beat = async (): Promise<void> => {
    try {
      if (!(await requests.hold(requestId, owner, leaseSeconds, fields))) lost.abort();
      failures = 0;
    } catch {
      // A table that can't be reached now may be in a moment; after this many the lease is as good as over.
      failures++;
      if (failures * everyMilliseconds >= leaseSeconds * 1000) lost.abort();
    }
  };
  const timer = setInterval(() => {
    last = last.then(beat);
  }, everyMilliseconds);
  return {
    lost: lost.signal,
    tell(more) {
      fields = { ...fields, ...more };
    },
    async write(more) {
      fields = { ...fields, ...more };
      await last;
      if (!(await requests.hold(requestId, owner, leaseSeconds, fields))) throw new Error("another one has taken the request");
    },
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
