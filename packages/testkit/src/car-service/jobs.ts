/** Jobs of the service: taken at once, carried out when they have been asked for often enough, in the order in which they were taken. */
import type { Deed } from "./settings.ts";

export interface Job {
  readonly id: string;
  readonly state: "open" | "done" | "failed" | "lost";
  readonly error?: { readonly error: string; readonly statusCode: number } | undefined;
}
export interface Jobs {
  start(carryOut: () => void, deed: Deed | undefined): string;
  /** Asks for a job; undefined when there is none. */
  ask(id: string): Job | undefined;
  /** Carries out what is open, as if time had gone by. */
  drain(): void;
}

interface Entry {
  readonly id: string;
  readonly carryOut: () => void;
  pollsLeft: number;
  state: "open" | "hanging" | "done" | "failed" | "lost";
  error?: Job["error"];
}

export const makeJobs = (pollsUntilDone: number): Jobs => {
  const entries = new Map<string, Entry>();
  let open: Entry[] = [];
  const carryOutUntil = (last: Entry | undefined) => {
    const due = last ? open.slice(0, open.indexOf(last) + 1) : open;
    open = open.slice(due.length);
    for (const entry of due) {
      entry.carryOut();
      entry.state = "done";
    }
  };
  return {
    start(carryOut, deed) {
      const id = `job-${entries.size + 1}`;
      const entry: Entry = { id, carryOut, pollsLeft: pollsUntilDone, state: "open" };
      entries.set(id, entry);
      if (deed?.kind === "hang-job") entry.state = "hanging";
      else if (deed?.kind === "lose-job") entry.state = "lost";
      else if (deed?.kind === "fail-job") {
        entry.state = "failed";
        entry.error = { error: deed.error, statusCode: deed.status ?? 0 };
      } else open.push(entry);
      if (entry.state === "open" && pollsUntilDone === 0) carryOutUntil(entry);
      return id;
    },
    ask(id) {
      const entry = entries.get(id);
      if (!entry) return undefined;
      if (entry.state === "open" && --entry.pollsLeft < 0) carryOutUntil(entry);
      return { id, state: entry.state === "hanging" ? "open" : entry.state, error: entry.error };
    },
    drain: () => carryOutUntil(undefined),
  };
};
