import type { Raw } from "@plumbline/audit-kit/testing";
import type { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";

type RawTrail = Raw<typeof multiRegionTrail, "status" | "selectors" | "alarms">;
type Chain = Extract<RawTrail["alarms"], { kind: "read" }>;

export const trailArn = "arn:aws:cloudtrail:eu-west-1:000000000000:trail/all";
export const topicArn = "arn:aws:sns:eu-west-1:000000000000:security";
const metric = { namespace: "Trail", name: "changes" };
const management = { ReadWriteType: "All", IncludeManagementEvents: true };

const status = { kind: "read" as const, isLogging: true, deliveryError: null, logGroupError: null, deliveredToLogGroupAt: null };
const stopped = { status: { ...status, isLogging: false } };

/** A trail whose events of a pattern get to somebody, with changes. */
export const trailOf = (pattern: string, chain: Partial<Chain> = {}, more: Partial<RawTrail> = {}): RawTrail => ({
  ...{ id: trailArn, name: "all", region: "eu-west-1", hasDefaultSelectors: false },
  logGroup: "arn:aws:logs:eu-west-1:000000000000:log-group:trail:*",
  status,
  selectors: { kind: "basic", selectors: [management] },
  alarms: {
    kind: "read",
    filters: [
      { name: "others", pattern: "{ $.eventName = NobodyCallsThis }", metrics: [{ namespace: "Trail", name: "others" }], limits: [] },
      { name: "changes", pattern, metrics: [metric], limits: [] },
    ],
    alarms: [{ name: "ring", metric, actionsEnabled: true, topics: [topicArn] }],
    topics: { [topicArn]: { confirmed: 1, pending: 0 } },
    ...chain,
  },
  ...more,
});
const rowOf = (...trails: RawTrail[]) => ({ facts: { id: "000000000000" }, context: { trails } });
/** A row of an account with one good chain, for events of a pattern. */
export const ringing = (pattern: string, chain: Partial<Chain> = {}, more: Partial<RawTrail> = {}) => rowOf(trailOf(pattern, chain, more));

const alarm = { name: "ring", metric, actionsEnabled: true, topics: [topicArn] };
const filter = (pattern: string) => ({ name: "changes", pattern, metrics: [metric], limits: [] });
const second = { id: `${trailArn}-2`, name: "second" };

/** Rows of a chain that is broken at each of its links, although its pattern is right. */
export const brokenChains = (pattern: string) => ({
  "no trail of all regions": rowOf(),
  "a trail that does not log": ringing(pattern, {}, stopped),
  "a trail without a log group": ringing(pattern, {}, { logGroup: null, alarms: { kind: "no-log-group" } }),
  "a trail that can't deliver to its log group": ringing(pattern, {}, { status: { ...status, logGroupError: "Access denied" } }),
  "a trail of writes alone": ringing(
    pattern,
    {},
    { selectors: { kind: "basic", selectors: [{ ...management, ReadWriteType: "WriteOnly" }] } },
  ),
  "a trail of data events alone": ringing(
    pattern,
    {},
    { selectors: { kind: "basic", selectors: [{ ...management, IncludeManagementEvents: false }] } },
  ),
  "no filter": ringing(pattern, { filters: [] }),
  "a filter whose metric has dimensions": ringing(pattern, { filters: [{ ...filter(pattern), limits: ["its metric has dimensions"] }] }),
  "a filter without a metric": ringing(pattern, { filters: [{ ...filter(pattern), metrics: [] }] }),
  "no alarm": ringing(pattern, { alarms: [] }),
  "an alarm on a metric of this name in another namespace": ringing(pattern, {
    alarms: [{ ...alarm, metric: { ...metric, namespace: "Other" } }],
  }),
  "an alarm on the metric of another filter": ringing(pattern, { alarms: [{ ...alarm, metric: { ...metric, name: "others" } }] }),
  "an alarm whose actions are off": ringing(pattern, { alarms: [{ ...alarm, actionsEnabled: false }] }),
  "an alarm that tells no topic": ringing(pattern, { alarms: [{ ...alarm, topics: [] }] }),
  "a subscription that waits to be confirmed": ringing(pattern, { topics: { [topicArn]: { confirmed: 0, pending: 1 } } }),
  "a topic without a subscription": ringing(pattern, { topics: { [topicArn]: { confirmed: 0, pending: 0 } } }),
  "two trails, of which each has what the other lacks": rowOf(trailOf(pattern, {}, stopped), trailOf(pattern, { filters: [] }, second)),
});

/** Calls as alternatives of a pattern, each written as told. */
export const anyOf = (names: readonly string[], write = (name: string) => `($.eventName = ${name})`): string =>
  names.map(write).join(" || ");
/** The same in another order, spacing and quoting. */
export const crampedly = (names: readonly string[]): string =>
  anyOf(names.toReversed(), (name) => `$.eventName="${name}"`).replaceAll(" ", "");
