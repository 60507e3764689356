/** What the outcomes of the ledger say: `ok`, a failure's kind, and the words below. */

/** Nothing is there to tell of: another account is the one to ask (`skipped`), or what was listed is no longer there (`gone`). */
export const isEmpty = (outcome: string): boolean => outcome === "skipped" || outcome === "gone";

/** Whether a look left nothing unseen. */
export const isComplete = (outcome: string): boolean => outcome === "ok" || isEmpty(outcome);

const ofAnother: ReadonlySet<string> = new Set(["skipped", "unread", "never"]);
/** Whether there is something of which another account is to tell: it did (`skipped`), it did not since (`unread`), or it never did (`never`). */
export const isOfAnother = (outcome: string): boolean => ofAnother.has(outcome);

/** Whether a look failed or broke off, so that it may have told of something after the last whole one. */
export const isBroken = (outcome: string): boolean => !isComplete(outcome) && !isOfAnother(outcome);
