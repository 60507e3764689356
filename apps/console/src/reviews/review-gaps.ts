import type { Campaign } from "@plumbline/access-reviews/campaign";
import type { Gap } from "../frame/gaps.ts";

/** What could not be seen when a campaign was opened, and once it is closed, at its closing. */
export const reviewGaps = ({ id, gapsAtOpening, gapsAtClosing }: Campaign): readonly Gap[] =>
  [...gapsAtOpening.map((gap) => ({ ...gap, when: "opening" })), ...(gapsAtClosing ?? []).map((gap) => ({ ...gap, when: "closing" }))].map(
    ({ account, kind, listing, cause, message, completeAt, when }) => ({
      ...{ account, outcome: cause, message, completeAt },
      what: `${kind}${listing === null ? "" : ` of ${listing}`}, at the ${when} of ${id}`,
    }),
  );
