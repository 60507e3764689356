import type { Session } from "@plumbline/aws-session/session";
import type { Finding } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";
import type { Config } from "./config.ts";
import { forEndpoint } from "./for-endpoint.ts";
import type { GlobalOptions } from "./global-options.ts";
import { forgetAnnounced, type Grace, isWell, makeGrace } from "./grace.ts";
import type { Io } from "./io.ts";
import { notifierOf } from "./notify.ts";
import { graceOf } from "./notify-first.ts";
import { openSession } from "./open-session.ts";
import { openStores } from "./stores.ts";

interface Opened {
  readonly run: string;
  readonly session: Session;
  /** The clock by which announced time passes. */
  now(): Date;
}

/** Opens what announces changes, when the configuration asks for it; nothing is announced otherwise. */
export async function openGrace(config: Config, global: GlobalOptions, io: Io, { run, session, now }: Opened): Promise<Grace | undefined> {
  if (config.notifyFirst === undefined) return undefined;
  const teller = await notifierOf(config, global, io, async () => session);
  return makeGrace({
    graceOf: graceOf(config.notifyFirst),
    state: forEndpoint((await openStores(global, io, async () => session)).state, global),
    announce: (change, madeAfter) => teller.announce(run, change, madeAfter),
    now,
  });
}

/** Forgets what was announced of findings that are well again. It signs in only when a table keeps it, by `signIn`. */
export async function settleAnnounced(
  findings: Iterable<Finding> | AsyncIterable<Finding>,
  { notifyFirst }: Pick<Config, "notifyFirst">,
  global: GlobalOptions,
  io: Io,
  signIn: () => Promise<Session>,
): Promise<void> {
  if (notifyFirst === undefined) return;
  const state = forEndpoint((await openStores(global, io, signIn)).state, global);
  const forget = forgetAnnounced({ graceOf: graceOf(notifyFirst), state });
  for await (const finding of findings) if (isWell(finding)) await forget(finding);
}

/** Forgets what was announced of findings that are well again in a run. */
export async function settleRun({ header, findings }: RunReport, config: Config, global: GlobalOptions, io: Io): Promise<void> {
  const opened: Session[] = [];
  const signIn = async () => {
    const session = await openSession(global, header.id, io);
    opened.push(session);
    return session;
  };
  await settleAnnounced(findings(), config, global, io, signIn).finally(() => {
    for (const session of opened) session.close();
  });
}
