import type { Auditor } from "@plumbline/audit-kit/define";
import { eventTable } from "@plumbline/audit-kit/generate";
import { checks } from "@plumbline/auditors/registry.generated";
import { toEventTable } from "./event-table.ts";
import type { OwnIdentities } from "./own-session.ts";

const loaders: Readonly<Record<string, () => Promise<Auditor>>> = checks;

/** The table that the translator has when no check is chosen. */
export const table = toEventTable(eventTable(await Promise.all(Object.values(loaders).map((load) => load())), ["tags"]));
export const own: OwnIdentities = { roles: ["member_remediator"], principals: [] };

/** A record of CloudTrail as an account gets it. */
export const record = (source: string, name: string, more: object = {}) => ({
  ...{ eventVersion: "1.10", eventTime: "2026-03-01T12:00:00Z", eventSource: `${source}.amazonaws.com`, eventName: name },
  ...{ awsRegion: "eu-west-1", eventID: "11111111-1111-1111-1111-111111111111", eventType: "AwsApiCall", readOnly: false },
  userIdentity: { type: "IAMUser", accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/team/alice", userName: "alice" },
  ...{ recipientAccountId: "111111111111", requestParameters: null, responseElements: null },
  ...more,
});
