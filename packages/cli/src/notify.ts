import { join } from "node:path";
import { loadDecidedCheck } from "@plumbline/access-plans/decided-checks";
import { checks } from "@plumbline/auditors/registry.generated";
import { AwsError } from "@plumbline/aws-session/errors";
import { once } from "@plumbline/aws-session/once";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { NotifyConfig } from "@plumbline/delivery/config";
import { fileSpool } from "@plumbline/delivery/file-spool";
import { lookedOf } from "@plumbline/delivery/looked";
import { makeNotifier, type News } from "@plumbline/delivery/notifier";
import { sqsSpool } from "@plumbline/delivery/sqs-spool";
import { becauseText } from "@plumbline/finding-model/because";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Notice } from "@plumbline/finding-model/notice";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { counted } from "@plumbline/reports/text";
import { StoreError } from "@plumbline/run-store/error";
import { loadCheck } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { forEndpoint } from "./for-endpoint.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { openChannels } from "./open-channels.ts";
import { openSession } from "./open-session.ts";
import { outputFolder } from "./scan.ts";
import { regionOfQueue } from "./send.ts";
import { openStores } from "./stores.ts";

/** Tells what a run found and did to the channels of the configuration. */
export interface Teller {
  /** Says on stderr what could not be told, and resolves to 3 then: it waits in the spool, or the next run tells it. */
  tell(run: string, news: News): Promise<ExitCode>;
  /** Tells a finished run: what it found, and what is not there any more. */
  tellRun(report: RunReport): Promise<ExitCode>;
  /** Tells of a change that a run from `madeAfter` on makes. Rejects when no channel takes it, or not all have it. */
  announce(run: string, change: PlannedChange, madeAfter: Date): Promise<void>;
  close(): void;
}
const nobody = (change: PlannedChange) =>
  usageError(
    `no channel takes ${change.severity} findings of ${change.check} in account ${change.resource.account}`,
    "widen a channel below notify, or leave the check out of notifyFirst",
  );
const clean = async () => exitCodes.clean;
const silent: Teller = {
  tell: clean,
  tellRun: clean,
  announce: async (_, change) => Promise.reject(nobody(change)),
  close: () => undefined,
};

/**
 * Opens the channels of the configuration; one without any tells nobody. What is set wrongly is a usage error, before any call. It signs in only
 * when a channel needs it, by `signIn` when that is given.
 */
export async function notifierOf(
  { notify }: { readonly notify?: NotifyConfig | undefined },
  global: GlobalOptions,
  io: Io,
  signIn?: () => Promise<Session>,
): Promise<Teller> {
  if (!notify) return silent;
  const opened: Session[] = [];
  const openOwn = once(async () => {
    const session = await openSession(global, "notices", io);
    opened.push(session);
    return session;
  });
  const sessionOf = signIn ?? (() => openOwn(""));
  const subscribers = await openChannels(notify, async (place) => (await sessionOf()).connect(place), io);
  const { spoolQueue: queue, runUrl } = notify;
  const spool =
    queue === undefined ? fileSpool(join(outputFolder(global, io), "notices")) : sqsSpool(queue, () => queuePlace(queue, sessionOf));
  async function tell(run: string, news: News): Promise<ExitCode> {
    const log = makeLog(io, global);
    try {
      const state = forEndpoint((await openStores(global, io, sessionOf)).state, global);
      const { now, random, sleep } = io;
      const linksOf = (finding: Finding) => links(finding, run, runUrl);
      const telling = await makeNotifier({ subscribers, state, spool, run, findingOf, linksOf, now, random, sleep }).tell(news);
      for (const problem of telling.problems) log("warn", problem);
      if (telling.notices > 0) log("info", counted(telling.notices, "notice"), { sent: telling.sent, queued: telling.queued });
      return telling.problems.length > 0 ? exitCodes.incomplete : exitCodes.clean;
    } catch (error) {
      if (!(error instanceof StoreError || error instanceof AwsError)) throw error;
      log("warn", `notices could not be told, and the next run tells them: ${error.message}`);
      return exitCodes.incomplete;
    }
  }
  return {
    tell,
    tellRun: (report) => tell(report.header.id, { findings: report.findings(), looked: lookedOf(report) }),
    async announce(run, change, madeAfter) {
      const finding = await findingOf(change);
      if (!subscribers.some(({ accepts }) => accepts(finding))) throw nobody(change);
      const code = await tell(run, { outcomes: [{ change, status: "planned", madeAfter }] });
      if (code !== exitCodes.clean) throw new Error("a channel did not take it; the next run tries again");
    },
    close: () => {
      for (const session of opened) session.close();
    },
  };
}

async function queuePlace(queue: string, sessionOf: () => Promise<Session>) {
  const session = await sessionOf();
  return session.connect({ account: session.callerAccount, region: regionOfQueue(queue) ?? mainRegion(session.partition) });
}

/** The finding that a change is about, as far as its plan tells it. */
async function findingOf({ check, severity, partition, resource, fingerprint, aspect, before, because }: PlannedChange): Promise<Finding> {
  const title = (Object.hasOwn(checks, check) ? await loadCheck(check) : await loadDecidedCheck(check))?.title ?? check;
  const reason = because ? becauseText(because) : "it failed when the change was planned";
  const verdict = { status: "fail" as const, reason, evidence: { [aspect]: before } };
  return { check, title, severity, partition, resource, fingerprint, verdict };
}

async function links({ check }: Finding, run: string, runUrl: string | undefined): Promise<Notice["links"]> {
  const source = Object.hasOwn(checks, check) ? (await loadCheck(check)).source : undefined;
  return [
    ...(source === undefined ? [] : [{ title: "Why", url: source }]),
    ...(runUrl === undefined ? [] : [{ title: "Report", url: runUrl.replaceAll("{run}", encodeURIComponent(run)) }]),
  ];
}
