import { isDeepStrictEqual } from "node:util";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Notice } from "@plumbline/finding-model/notice";
import type { StateStore } from "@plumbline/run-store/state";
import type { Channel } from "./channel.ts";
import { type Decision, decide, type Known, newsKey, type Told } from "./decide.ts";
import type { Ledger } from "./ledger.ts";
import type { Outbox } from "./outbox.ts";

/** A channel and what it is told of. */
export interface Subscriber {
  readonly channel: Channel;
  accepts(finding: Finding): boolean;
}
export interface PressOptions {
  readonly subscribers: readonly Subscriber[];
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly owner: string;
  noticeOf(news: Tell): Promise<Notice>;
  now(): Date;
}
export type Tell = Extract<Decision, { kind: "tell" }>;

interface Pending extends Tell {
  readonly notice: Notice;
  readonly before: Told | undefined;
  readonly claim: string;
}

const pageSize = 500;
const claimSeconds = 600;

/**
 * Gathers news into pages and gives each page to the subscribers. A finding counts as told when every channel has its notice, or the spool
 * keeps it; else the next run tells it again.
 */
export function openPress({ subscribers, ledger, outbox, state, owner, noticeOf, now }: PressOptions) {
  let page: Pending[] = [];
  let notices = 0;

  async function flush(): Promise<void> {
    const current = page;
    page = [];
    try {
      const lost = new Set<Pending>();
      for (const { channel, accepts } of subscribers) {
        const own = current.filter(({ finding }) => accepts(finding));
        for (let i = 0; i < own.length; i += channel.most) {
          const letter = own.slice(i, i + channel.most);
          const isSafe = await outbox.post(
            channel,
            letter.map(({ notice }) => notice),
          );
          if (!isSafe) for (const one of letter) lost.add(one);
        }
      }
      await ledger.settle(current.filter((one) => !lost.has(one)));
      notices += current.length;
    } finally {
      for (const { claim } of current) await state.release(claim, owner);
    }
  }

  return {
    /** Takes what a run knows of one finding; most is no news. */
    async consider(known: Known): Promise<void> {
      const before = await ledger.read(known.finding.fingerprint);
      const decision = decide(known, before);
      if (decision.kind === "silent") {
        if (before) await ledger.confirm(known.finding, before, decision.keep);
        return;
      }
      const isOver = before !== undefined && decision.keep === undefined;
      if (!isOver && !subscribers.some(({ accepts }) => accepts(decision.finding))) return;
      const claim = `notices/telling/${newsKey(decision)}`;
      // Another run is telling the very same now.
      if (!(await state.claim(claim, owner, { expiresAt: new Date(now().getTime() + claimSeconds * 1000) }))) return;
      // It may have been told between the reading and the claim.
      if (!isDeepStrictEqual(await ledger.read(known.finding.fingerprint), before)) return state.release(claim, owner);
      page.push({ ...decision, before, claim, notice: await noticeOf(decision) });
      if (page.length === pageSize) await flush();
    },
    /** Sends what is left; resolves to how many notices there were. */
    async end(): Promise<number> {
      await flush();
      return notices;
    },
  };
}
