import { type NotCarried, notCarriedWords } from "@plumbline/access-reviews/carry-over";
import type { Opened } from "@plumbline/access-reviews/open-campaign";
import { counted } from "@plumbline/reports/text";

const order: readonly NotCarried[] = ["privileged", "changed", "unseen", "own", "nameless"];
const advice: Partial<Readonly<Record<NotCarried, string>>> = {
  nameless: "; decide with --by ADDRESS, or give their mail in the file of --reviewers",
};

/** How many approvals of a campaign are asked for again, and why, a line each. */
export const notCarriedLines = (notCarried: Opened["notCarried"], from: string | null): string[] =>
  order.flatMap((why) => {
    const count = notCarried[why];
    return count ? [`${counted(count, "approval")} ${notCarriedWords[why]}: not carried over from ${from}${advice[why] ?? ""}`] : [];
  });
