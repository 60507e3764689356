import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Notice } from "@plumbline/finding-model/notice";
import { memoryState } from "@plumbline/run-store/memory-state";
import type { StateStore } from "@plumbline/run-store/state";
import { type Channel, DeliveryError } from "./channel.ts";
import { fileSpool } from "./file-spool.ts";
import { finding } from "./notice.fixture.ts";
import { makeNotifier, type News } from "./notifier.ts";
import type { Spool } from "./spool.ts";
import { stateWords } from "./subject.ts";

export const now = () => new Date("2026-03-01T12:00:00.000Z");
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "plumbline-delivery-"));

/** A channel that keeps what it gets; `fault` says how it fails, letter by letter. */
export function recording(
  name: string,
  { most = 1, fault = () => undefined }: { most?: number; fault?: (letters: number) => { isFinal: boolean } | undefined } = {},
) {
  const got: Notice[][] = [];
  let letters = 0;
  const channel: Channel = {
    name,
    most,
    async send(notices) {
      const failure = fault(++letters);
      if (failure) throw new DeliveryError("answered 500", { channel: name, isFinal: failure.isFinal });
      got.push([...notices]);
    },
  };
  return {
    channel,
    got,
    attempts: () => letters,
    /** What it was told, in short. */
    told: () => got.flat().map((notice) => `${notice.finding.resource.id} ${notice.happened} ${stateWords(notice)}`),
  };
}
export type Recording = ReturnType<typeof recording>;

export interface Given {
  readonly channels?: readonly (Recording & { accepts?: (finding: Finding) => boolean })[];
  readonly state?: StateStore;
  readonly spool?: Spool;
}

/** Runs after each other over the same state and spool; each `tell` is a run of its own. */
export function runs({
  channels = [recording("ops")],
  state = memoryState(now),
  spool = fileSpool(join(newFolder(), "notices")),
}: Given = {}) {
  const slept: number[] = [];
  let count = 0;
  return {
    channel: channels[0]!,
    slept,
    state,
    tell: (news: News, to: Given["channels"] = channels) =>
      makeNotifier({
        subscribers: (to ?? []).map(({ channel, accepts = () => true }) => ({ channel, accepts })),
        ...{ state, spool, now, run: `r${++count}`, random: () => String(count) },
        sleep: async (milliseconds) => void slept.push(milliseconds),
        findingOf: async ({ check, fingerprint, resource }) => finding(resource.id, { check, fingerprint, resource }),
        linksOf: async () => [],
      }).tell(news),
  };
}
