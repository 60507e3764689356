import type { InspectorFilter } from "@plumbline/vulnerabilities/inspector-filter";
import type { InspectorDetails } from "@plumbline/vulnerabilities/inspector-finding";

export const suppressedPolicies = ["open", "risk_accepted", "false_positive", "skip"] as const;
/** What a finding that Inspector suppresses is in Kenna; `skip` leaves it out. */
export type SuppressedPolicy = (typeof suppressedPolicies)[number];

export const defNames = ["id", "title"] as const;
/** What names a definition: the vulnerability's id, or the finding's title, as the toolkit's task has it. */
export type DefName = (typeof defNames)[number];

export interface EntryOptions {
  /** When the run began. */
  readonly now: Date;
  /** `id` unless told. */
  readonly defName?: DefName | undefined;
  /** `open` unless told. */
  readonly suppressed?: SuppressedPolicy | undefined;
  /** The suppression rules of the place; left out where nobody looked for them. */
  readonly filters?: readonly InspectorFilter[] | undefined;
  /** What BatchGetFindingDetails says of this finding. */
  readonly details?: InspectorDetails | undefined;
  /** Whether the Name tag of an EC2 instance becomes its hostname or fqdn; true unless told. */
  readonly nameTagAsHostname?: boolean | undefined;
  /** Whether assets get tags with their account and region; true unless told. */
  readonly placeTags?: boolean | undefined;
  /**
   * True puts the run's time where the scanner's would stand, on assets and on all that is not closed, so that Kenna does not set assets
   * inactive that are scanned less often than its limit.
   */
  readonly ignoreScannerLastSeenTime?: boolean | undefined;
}
