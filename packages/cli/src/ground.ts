import type { Session } from "@plumbline/aws-session/session";
import { entriesOf, type Journal } from "@plumbline/run-store/chained-journal";
import { changeIds } from "@plumbline/run-store/journal";
import type { Config } from "./config.ts";
import type { Io } from "./io.ts";

/** The name and the instants of a run. */
export interface Stamps {
  readonly id: string;
  readonly startedAt: string;
  readonly evaluatedAt: string;
  readonly finishedAt: string;
}
export type ChangeIdOf = ReturnType<typeof changeIds>;
/** What a scan stands on where it is recorded or replayed, in place of the configuration's file, the clock and the journal. */
export interface Ground {
  readonly config?: Config;
  readonly stamps?: Stamps;
  readonly isReplay?: true;
  signedIn?(session: Session): void;
  changeIdOf?(known: ChangeIdOf): ChangeIdOf;
}
/** The recorded instant, or the clock's. */
export const toInstant = (stamp: string | undefined, { now }: Pick<Io, "now">): Date => (stamp === undefined ? now() : new Date(stamp));

/** Which changes are behind what is contained, by the journal; a replay has none: the recording tells. */
export async function idsOf({ isReplay, changeIdOf }: Ground, journal: Journal): Promise<ChangeIdOf> {
  const known = isReplay ? () => undefined : changeIds(await entriesOf(journal));
  return changeIdOf ? changeIdOf(known) : known;
}
