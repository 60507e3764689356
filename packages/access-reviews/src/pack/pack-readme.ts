import type { Campaign } from "../campaign.ts";
import { gapText } from "../coverage.ts";
import type { ItemCounts } from "../list-items.ts";

const list = (gaps: Campaign["gapsAtOpening"]): string =>
  gaps.length === 0 ? "  nothing: everything in the scope was seen" : gaps.map((gap) => `  ${gapText(gap)}`).join("\n");

/** What the pack holds and how to check it, for somebody who has never seen one. */
export function packReadme(
  campaign: Campaign,
  { counts, keptAfterPlan, isSigned }: { counts: ItemCounts; keptAfterPlan: number; isSigned: boolean },
): string {
  const { id, name, accounts, kinds, opensAt, dueAt, snapshotAt, openedBy, openedAt, closedBy, closedAt, carriedOverFrom } = campaign;
  const open = counts.undecided + counts.changed;
  return `Evidence of an access review

Campaign     ${name} (${id})
Period       ${opensAt} to ${dueAt}
Opened       ${openedAt} by ${openedBy}, over what the accounts held at ${snapshotAt}
Closed       ${closedAt} by ${closedBy}
Accounts     ${accounts.join(", ")}
Reviewed     ${kinds.join(", ")}

Outcome
  items        ${counts.all}
  kept         ${counts.kept}${counts.carriedOver === 0 ? "" : ` (${counts.carriedOver} approvals carried over from ${carriedOverFrom}, see carried-over.csv)`}
${
  keptAfterPlan === 0
    ? ""
    : `               ${keptAfterPlan} decided to keep after something was planned or taken away, see revocations.json
`
}  revoked      ${counts.revoked}
  gone         ${counts.gone} (no longer there when the campaign closed)
  not decided  ${open} (escalated; these were NOT approved)
  privileged   ${counts.privileged} of all items
  not all seen ${counts.unseen} of all items, see not_looked_at in items.csv

What could not be seen at the opening
${list(campaign.gapsAtOpening)}
What could not be seen at the closing
${list(campaign.gapsAtClosing ?? [])}

Files
  campaign.json    settings, counts, and where the chains of decisions end
  coverage.json    how each account was looked at, and which roles no person takes on
  items.*          every principal reviewed, its reviewer and what came of it
  decisions.*      every decision in the order in which it was made, also those that were replaced; each holds the hash of the one before
  escalations.csv  what nobody had decided on when it was due
  carried-over.csv approvals of an earlier campaign, with who decided then
  revocations.json access to be taken away, and what was planned before it was decided to keep it, with what became of it as far as known
  roster-*         who was there and what each could do, before and after; in the JSON, hasLogin and keys tell of users (iam_user) alone
  policies.jsonl   the texts of the policies that the rosters name by SHA-256
  manifest.json    the size and SHA-256 of every file
  signature.json   ${isSigned ? "the signature of the manifest" : "THIS PACK IS NOT SIGNED: it shows damage, but not who made it"}

To check it: plumbline review verify PACK.zip${isSigned ? " --public-key KEY.pem, with the public key that you were given apart from this pack" : ""}

Serves as evidence for: SOC 2 CC6.1, CC6.2, CC6.3; PCI DSS 7.2.4; ISO/IEC 27001 A.5.18.
Whether it is enough for your scope is for your auditor to say.
`;
}
