import type { PlannedChange } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Notice } from "@plumbline/finding-model/notice";
import type { StateStore } from "@plumbline/run-store/state";
import { openLedger } from "./ledger.ts";
import { type Looked, vanishedFinding } from "./looked.ts";
import { openOutbox } from "./outbox.ts";
import { type Outcome, remediationOf } from "./outcome.ts";
import { openPress, type Subscriber, type Tell } from "./press.ts";
import type { Spool } from "./spool.ts";

export interface NotifierOptions {
  readonly subscribers: readonly Subscriber[];
  readonly state: StateStore;
  readonly spool: Spool;
  readonly run: string;
  /** Makes the finding of a change that this run did not judge, and that was never told. */
  findingOf(change: PlannedChange): Promise<Finding>;
  linksOf(finding: Finding): Promise<Notice["links"]>;
  now(): Date;
  /** A few random letters, to tell two notifiers of one run apart. */
  random(): string;
  sleep(milliseconds: number): Promise<void>;
}
export interface News {
  readonly findings?: Iterable<Finding> | AsyncIterable<Finding>;
  readonly outcomes?: readonly Outcome[];
  /** What the run looked at as a whole; a told finding that is not there any more is resolved. */
  readonly looked?: Looked;
}
/** How telling went. With a problem, notices wait or are told by the next run: exit code 3. */
export interface Telling {
  readonly notices: number;
  readonly sent: number;
  readonly queued: number;
  readonly problems: readonly string[];
}
export interface Notifier {
  /** Tells what is new, changed or resolved, after what waits from earlier runs. Rejects with a StoreError when it can't be known what was told. */
  tell(news: News): Promise<Telling>;
}

/** Tells findings to channels, each piece of news once, whatever run finds it. */
export const makeNotifier = (options: NotifierOptions): Notifier => ({
  async tell({ findings = [], outcomes = [], looked }) {
    const { subscribers, state, spool, run, now, sleep } = options;
    const owner = `${run}-${options.random()}`;
    const ledger = openLedger({ state, owner, run, now, sleep });
    const outbox = openOutbox({ channels: subscribers.map(({ channel }) => channel), spool, state, owner, now, sleep });
    const press = openPress({ subscribers, ledger, outbox, state, owner, now, noticeOf: (news) => noticeOf(news, options) });
    await outbox.drain();

    const tried = Map.groupBy(outcomes, ({ change }) => change.fingerprint);
    const seen = new Set<string>();
    const unseen = new Set<string>();
    for await (const finding of findings) {
      const { fingerprint, check, resource, verdict } = finding;
      const remediation = remediationOf(tried.get(fingerprint) ?? []);
      tried.delete(fingerprint);
      if (verdict.status === "unknown") unseen.add(unseenKey(check, resource));
      const isTold = (await ledger.listOf(resource.account)).has(fingerprint);
      if (isTold) seen.add(fingerprint);
      if (verdict.status === "fail" || isTold) await press.consider({ finding, isJudged: true, remediation });
    }
    for (const [fingerprint, [first, ...more]] of tried) {
      if (!first) continue;
      seen.add(fingerprint);
      const finding = (await ledger.read(fingerprint))?.finding ?? (await options.findingOf(first.change));
      await press.consider({ finding, isJudged: false, remediation: remediationOf([first, ...more]) });
    }
    for (const account of looked?.accounts ?? []) {
      for (const [fingerprint, { check, region }] of [...(await ledger.listOf(account))]) {
        if (seen.has(fingerprint) || !looked?.covers({ account, check, region })) continue;
        const told = await ledger.read(fingerprint);
        if (!told || isUnseen(unseen, told.finding)) continue;
        await press.consider({ finding: vanishedFinding(told.finding), isJudged: true });
      }
    }
    const notices = await press.end();
    return { notices, sent: outbox.sent(), queued: outbox.queued(), problems: outbox.problems() };
  },
});

async function noticeOf({ happened, finding, remediation }: Tell, { run, now, linksOf }: NotifierOptions): Promise<Notice> {
  return { version: 1, happened, at: now().toISOString(), run, finding, remediation, links: await linksOf(finding) };
}

const unseenKey = (check: string, { account, region, type, id }: Finding["resource"]): string =>
  JSON.stringify([check, account, region, type, id]);

/** Whether this run could not look at the resource, or not even at the listing that would name it. */
const isUnseen = (unseen: ReadonlySet<string>, { check, resource }: Pick<Finding, "check" | "resource">): boolean =>
  unseen.has(unseenKey(check, resource)) || unseen.has(unseenKey(check, { ...resource, id: "*" }));
