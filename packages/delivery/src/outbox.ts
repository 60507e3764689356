import { AwsError } from "@plumbline/aws-session/errors";
import type { Notice } from "@plumbline/finding-model/notice";
import { counted } from "@plumbline/reports/text";
import { StoreError } from "@plumbline/run-store/error";
import type { StateStore } from "@plumbline/run-store/state";
import type { Channel, DeliveryError } from "./channel.ts";
import { deliver } from "./deliver.ts";
import { letterOf, type Spool, type Waiting } from "./spool.ts";

export interface OutboxOptions {
  readonly channels: readonly Channel[];
  readonly spool: Spool;
  readonly state: StateStore;
  readonly owner: string;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

const mostStrikes = 3;
const claimSeconds = 600;

/**
 * Sends letters, and keeps those that could not be sent. A channel that can't be reached, or refuses three letters one after the other, is
 * left alone until the next run: what is for it is kept at once.
 */
export function openOutbox({ channels, spool, state, owner, now, sleep }: OutboxOptions) {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  const strikes = new Map<string, number>();
  const down = new Map<string, string>();
  const reasons = new Map<string, string>();
  const queued = new Map<string, number>();
  const waitingFor = new Map<string, number>();
  const problems: string[] = [];
  let sent = 0;

  /** Resolves to why it did not arrive. */
  async function attempt(channel: Channel, notices: readonly Notice[]): Promise<string | undefined> {
    const { name } = channel;
    const reason = down.get(name);
    if (reason !== undefined) return reason;
    const failure = await deliver(channel, notices, sleep);
    if (failure) return strike(name, failure);
    strikes.delete(name);
    sent += notices.length;
    return undefined;
  }

  function strike(name: string, { message, isFinal }: DeliveryError): string {
    const count = (strikes.get(name) ?? 0) + 1;
    strikes.set(name, count);
    reasons.set(name, message);
    if (!isFinal || count >= mostStrikes) down.set(name, message);
    return message;
  }

  /** Sends notices to a channel, or keeps them. False when neither could be done. */
  async function post(channel: Channel, notices: readonly Notice[]): Promise<boolean> {
    const reason = await attempt(channel, notices);
    if (reason === undefined) return true;
    try {
      await spool.add(letterOf(channel.name, notices, { reason, at: now() }));
      queued.set(channel.name, (queued.get(channel.name) ?? 0) + notices.length);
      return true;
    } catch (error) {
      if (!(error instanceof StoreError || error instanceof AwsError)) throw error;
      problems.push(
        `${reason}; ${counted(notices.length, "notice")} could not be kept either, and the next run tells them: ${error.message}`,
      );
      return false;
    }
  }

  /** Sends what waits from earlier runs. A letter that another run is sending is left to it. */
  async function drain(): Promise<void> {
    try {
      for await (const waiting of spool.waiting()) await drainOne(waiting);
    } catch (error) {
      if (!(error instanceof StoreError || error instanceof AwsError)) throw error;
      problems.push(`what waits from earlier runs can't be read: ${error.message}`);
    }
  }

  async function drainOne(waiting: Waiting): Promise<void> {
    if ("fault" in waiting) {
      problems.push(`${waiting.where} can't be sent: ${waiting.fault}; mend or remove it`);
      return;
    }
    const { letter, where, remove } = waiting;
    const channel = byName.get(letter.channel);
    if (!channel) {
      problems.push(`${where} waits for channel ${letter.channel}, which is not configured; name the channel again, or remove it`);
      return;
    }
    const claim = `notices/sending/${letter.id}`;
    if (!(await state.claim(claim, owner, { expiresAt: new Date(now().getTime() + claimSeconds * 1000) }))) return;
    try {
      if ((await attempt(channel, letter.notices)) === undefined) await remove();
      else waitingFor.set(channel.name, (waitingFor.get(channel.name) ?? 0) + letter.notices.length);
    } finally {
      await state.release(claim, owner);
    }
  }

  return {
    post,
    drain,
    sent: () => sent,
    queued: () => [...queued.values()].reduce((sum, count) => sum + count, 0),
    /** A line for each thing that went wrong. */
    problems: (): string[] => [
      ...problems,
      ...[...new Set([...queued.keys(), ...waitingFor.keys()])].map((name) => {
        const count = (queued.get(name) ?? 0) + (waitingFor.get(name) ?? 0);
        return `${reasons.get(name) ?? `channel ${name}`}; ${counted(count, "notice")} left to the next run, which sends them first`;
      }),
    ],
  };
}
export type Outbox = ReturnType<typeof openOutbox>;
