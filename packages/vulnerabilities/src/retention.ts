import type { VulnerabilityState } from "@plumbline/finding-model/vulnerability";

/** What is remembered of a vulnerability that was sent. */
export interface SentVulnerability {
  readonly id: string;
  /** When its product last changed it, as known then. */
  readonly updated: Date;
  readonly state: VulnerabilityState;
}
/** `ask`: its source is asked for it by id, and what it no longer has is deleted. */
export type Fate = "keep" | "ask" | "delete";

const day = 24 * 3_600_000;
/** What its source closed for good and was not updated for so many days is deleted: by then it can't be unarchived any more. */
export const deletedAfterDays = 90;
/** Security Hub removes a finding that was not updated: an archived one after 30 days, an active one after 90. Inspector: closed ones after 3. */
export const removedAfterDays = { closed: 3, archived: 30, active: 90 } as const;

/**
 * What becomes of a vulnerability that was sent and that the source has not named since.
 *
 * - Archived, or closed by Inspector, and not updated for 90 days: deleted, without a question.
 * - Suppressed or resolved: asked, since a person can take that back and the time of the last update stays as it is.
 * - Old enough that the source may have removed it: asked. What is neither archived nor closed is never deleted by its age alone.
 * - Else it is kept.
 *
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html,
 * https://docs.aws.amazon.com/inspector/latest/user/findings-understanding.html
 */
export const fateOf = ({ updated, state }: Pick<SentVulnerability, "updated" | "state">, now: Date): Fate => {
  const days = (now.getTime() - updated.getTime()) / day;
  if (isExpired({ updated, state }, now)) return "delete";
  if (state === "suppressed" || state === "resolved") return "ask";
  const removedAfter = removedAfterDays[state === "closed" || state === "archived" ? state : "active"];
  return days >= removedAfter ? "ask" : "keep";
};

/**
 * Archived, or closed by Inspector, and not updated for 90 days. An active record that is suppressed, resolved or passed does not expire:
 * its source keeps it, and a person can take the workflow back at any time.
 */
export const isExpired = ({ updated, state }: Pick<SentVulnerability, "updated" | "state">, now: Date): boolean =>
  (state === "archived" || state === "closed") && now.getTime() - updated.getTime() >= deletedAfterDays * day;
