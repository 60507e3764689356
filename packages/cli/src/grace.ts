import type { ApplyOptions, Wait } from "@plumbline/audit-kit/apply";
import type { PlannedChange } from "@plumbline/finding-model/change";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Finding } from "@plumbline/finding-model/finding";
import { StoreError } from "@plumbline/run-store/error";
import type { StateStore } from "@plumbline/run-store/state";
import { z } from "zod";

/** Tells the owner of a resource of a change that a run from `madeAfter` on makes. Rejects when nobody was told. */
export type Announce = (change: PlannedChange, madeAfter: Date) => Promise<void>;

export interface GraceOptions {
  /** Milliseconds for which the changes of a check are announced ahead; 0 for not at all. */
  graceOf(check: string): number;
  readonly state: StateStore;
  readonly announce: Announce;
  now(): Date;
}

/** Announces changes ahead, by the fingerprint of their finding. */
export interface Grace {
  /**
   * Why a change must wait; undefined once its time has come. One that was not announced yet is announced now. Rejects with a StoreError
   * when it can't be known whether it was.
   */
  wait(change: PlannedChange): Promise<Wait | undefined>;
  /** Forgets the announcement of a finding that passes or is contained: when it fails again, it is announced anew. */
  settle(finding: Pick<Finding, "check" | "fingerprint">): Promise<void>;
}

const Announcement = z.strictObject({ version: z.literal(1), announcedAt: z.iso.datetime(), madeAfter: z.iso.datetime() });
type Announcement = z.infer<typeof Announcement>;

// Nobody remembers an older one; it also ends what was announced of a resource that is gone.
const keptFor = 30 * 24 * 3_600_000;
const keyOf = (fingerprint: string): string => `announced/${fingerprint}`;
const readable = (instant: string): string => instant.replace(/\.\d+Z$/, "Z");
const waitOf = ({ announcedAt, madeAfter }: Announcement): Wait => ({
  reason: `announced on ${readable(announcedAt)}; a run from ${readable(madeAfter)} on makes it`,
  madeAfter,
});

/** Forgets the announcement of a finding that passes or is contained; what could not be judged stays announced. */
export const forgetAnnounced =
  ({ graceOf, state }: Pick<GraceOptions, "graceOf" | "state">) =>
  async ({ check, fingerprint }: Pick<Finding, "check" | "fingerprint">): Promise<void> => {
    if (graceOf(check) === 0) return;
    const known = await state.get(keyOf(fingerprint));
    if (known !== undefined) await state.release(keyOf(fingerprint), known);
  };

/** Tells whether a finding turned out well: what fails after that begins anew. */
export const isWell = ({ verdict, contained }: Pick<Finding, "verdict" | "contained">): boolean =>
  contained !== undefined || verdict.status === "pass" || verdict.status === "not-applicable";

export function makeGrace({ graceOf, state, announce, now }: GraceOptions): Grace {
  async function read(fingerprint: string): Promise<Announcement | undefined> {
    const path = keyOf(fingerprint);
    const raw = await state.get(path);
    if (raw === undefined) return undefined;
    const parsed = Announcement.safeParse(raw);
    if (parsed.success) return parsed.data;
    const hint = "remove it; the change is then announced anew";
    throw new StoreError(`${path} can't be read: ${faultsIn(parsed.error)}`, { code: "broken", path, hint });
  }

  async function announceNow(change: PlannedChange, grace: number): Promise<Wait> {
    const madeAfter = new Date(now().getTime() + grace);
    try {
      await announce(change, madeAfter);
    } catch (error) {
      return { reason: `it must be announced first, and could not be: ${error instanceof Error ? error.message : String(error)}` };
    }
    // Kept after it was told: a crash between the two tells it twice, and never makes a change that nobody heard of.
    const own: Announcement = { version: 1, announcedAt: now().toISOString(), madeAfter: madeAfter.toISOString() };
    const isFirst = await state.claim(keyOf(change.fingerprint), own, { expiresAt: new Date(madeAfter.getTime() + keptFor) });
    return waitOf(isFirst ? own : ((await read(change.fingerprint)) ?? own));
  }

  return {
    async wait(change) {
      const grace = graceOf(change.check);
      if (grace === 0) return undefined;
      const known = await read(change.fingerprint);
      if (!known) return announceNow(change, grace);
      return now() < new Date(known.madeAfter) ? waitOf(known) : undefined;
    },
    settle: forgetAnnounced({ graceOf, state }),
  };
}

/** Applies with grace: a change waits until its announced time, and a finding that turns out well is forgotten. */
export const withGrace = (options: ApplyOptions, grace: Grace): ApplyOptions => ({
  ...options,
  wait: (change) => grace.wait(change),
  async reaudit(change) {
    const reaudited = await options.reaudit(change);
    const { status, contained } = reaudited;
    if (contained || status === "pass" || status === "not-applicable") await grace.settle(change);
    return reaudited;
  },
});
