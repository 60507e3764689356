import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

const storeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is asked of an event data store. What goes into the query takes forms that hold no quote, so that nothing can end a text in it. */
export const LakeQuestion = z.strictObject({
  /** The ARN of the store, or the id at its end. */
  eventDataStore: z
    .string()
    .transform((named) => named.slice(named.lastIndexOf("/") + 1))
    .pipe(z.string().regex(storeId, "an event data store is named by its ARN or its id")),
  account: AccountId,
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "give a region such as eu-west-1"),
  from: z.date(),
  to: z.date(),
  /** The sources of the events that are wanted, such as `ec2.amazonaws.com`; all unless told. */
  sources: z.array(z.string().regex(/^[a-z0-9-]+\.amazonaws\.com$/, "a source looks like ec2.amazonaws.com")).optional(),
});
export type LakeQuestion = z.input<typeof LakeQuestion>;

/** `2026-03-01 12:00:00`, to the second; UTC. */
const sqlTime = (time: Date): string => time.toISOString().slice(0, 19).replace("T", " ");

/**
 * Asks for the records, as they were, of calls that worked and may have changed something. Both ends are inclusive.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 */
export function lakeQuery(question: LakeQuestion): string {
  const { eventDataStore, account, region, from, to, sources } = LakeQuestion.parse(question);
  // A second is cut off at the end, and would be lost there.
  const end = new Date(Math.ceil(to.getTime() / 1000) * 1000);
  return [
    `SELECT eventJson FROM ${eventDataStore}`,
    `WHERE eventTime >= '${sqlTime(from)}' AND eventTime <= '${sqlTime(end)}'`,
    `AND recipientAccountId = '${account}' AND awsRegion = '${region}'`,
    "AND readOnly = false AND errorCode IS NULL",
    ...(sources === undefined ? [] : [`AND eventSource IN (${sources.map((source) => `'${source}'`).join(", ")})`]),
  ].join(" ");
}
