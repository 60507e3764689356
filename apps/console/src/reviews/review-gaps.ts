import type { Campaign } from "@plumbline/access-reviews/campaign";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { isGapOf } from "@plumbline/access-reviews/unseen";
import type { Gap } from "../frame/gaps.ts";

type Seen = Pick<Campaign, "id" | "gapsAtOpening" | "gapsAtClosing">;
/** What could not be seen when a campaign was opened, and once it is closed, at its closing. */
export const reviewGaps = ({ id, gapsAtOpening, gapsAtClosing }: Seen): readonly Gap[] =>
  [...gapsAtOpening.map((gap) => ({ ...gap, when: "opening" })), ...(gapsAtClosing ?? []).map((gap) => ({ ...gap, when: "closing" }))].map(
    ({ account, kind, listing, cause, message, completeAt, when }) => ({
      ...{ account, outcome: cause, message, completeAt },
      what: `${kind}${listing === null ? "" : ` of ${listing}`}, at the ${when} of ${id}`,
    }),
  );

/** Those of what tells of one item. */
export function itemGaps(
  { id, gapsAtOpening, gapsAtClosing }: Seen,
  { account, kind }: Pick<ReviewItem, "account" | "kind">,
): readonly Gap[] {
  const isIts = (gap: Campaign["gapsAtOpening"][number]): boolean => gap.account === account && isGapOf(kind, gap);
  return reviewGaps({ id, gapsAtOpening: gapsAtOpening.filter(isIts), gapsAtClosing: gapsAtClosing?.filter(isIts) ?? null });
}
