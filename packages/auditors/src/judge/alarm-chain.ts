import { type CheckVerdict, type Facts, read } from "@plumbline/audit-kit/define";
import type { TrailAlarms } from "@plumbline/collectors/facts/trail-alarms";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { parseArn } from "@plumbline/finding-model/arn";
import type { Wanted } from "./alarm-terms.ts";
import { type FilterWord, wordOnPattern } from "./filter-word.ts";
import { logsAllManagementEvents } from "./trail.ts";

/** The trails of all regions with all that it takes until somebody is told. */
export const alarmTrails = read(multiRegionTrail, "status", "selectors", "alarms");
type TrailFacts = Facts<typeof multiRegionTrail, "status" | "selectors" | "alarms">;
type Chain = Extract<TrailAlarms, { kind: "read" }>;
type Filter = Chain["filters"][number];

/** How far a trail's events get: to somebody, or to the link at which the chain breaks, counted from the trail; or nobody here can tell. */
type Word =
  | { readonly kind: "rings"; readonly filter: string; readonly alarm: string; readonly topic: string }
  | { readonly kind: "broken"; readonly link: number; readonly why: string; readonly notUnderstood?: readonly string[] }
  | { readonly kind: "unread"; readonly why: string };
const broken = (link: number, why: string) => ({ kind: "broken", link, why }) as const;
const unread = (why: string) => ({ kind: "unread", why }) as const;

/**
 * Passes when one trail of all regions logs all management events to a log group, one filter there takes every wanted event, and an alarm
 * on its metric tells an SNS topic with a confirmed subscription. What only another account or region can tell decides nothing: it throws
 * where no trail that can be read passes.
 */
export function judgeAlarms(trails: ReadonlyMap<string, TrailFacts>, wanted: readonly Wanted[], account: string): CheckVerdict {
  const words = [...trails.values()].map((trail) => ({ trail, word: wordOn(trail, wanted, account) }));
  for (const { trail, word } of words)
    if (word.kind === "rings")
      return { status: "pass", evidence: { trail: trail.id, filter: word.filter, alarm: word.alarm, topic: word.topic } };
  const untold = words.flatMap(({ trail, word }) => (word.kind === "unread" ? [`${trail.id}: ${word.why}`] : []));
  if (untold.length > 0) throw new Error(`what rings for these trails can't be read from here: ${untold.join("; ")}`);
  const breaks = words.flatMap(({ trail, word }) => (word.kind === "broken" ? [{ trail, ...word }] : []));
  const furthest = breaks.toSorted((a, b) => b.link - a.link)[0];
  if (furthest === undefined) return { status: "fail", reason: "there is no trail of all regions", evidence: { trails: [] } };
  const evidence = breaks.map(({ trail, why, notUnderstood = [] }) => ({
    ...{ trail: trail.id, brokenAt: why },
    ...(notUnderstood.length > 0 ? { filtersNotUnderstood: notUnderstood } : {}),
  }));
  return { status: "fail", reason: `trail ${furthest.trail.name ?? furthest.trail.id}: ${furthest.why}`, evidence: { trails: evidence } };
}

function wordOn({ id, status, selectors, alarms }: TrailFacts, wanted: readonly Wanted[], account: string): Word {
  const taken = logsAllManagementEvents(selectors);
  if (status.kind === "read" && !status.isLogging) return broken(1, "it does not log");
  if (alarms.kind === "no-log-group")
    return parseArn(id)?.account === account
      ? broken(2, "it sends nothing to CloudWatch Logs")
      : unread("it is another account's, and its log group is not shown");
  if (taken === "incomplete") return broken(3, "it does not log all management events");
  if (status.kind === "read" && status.logGroupError !== null)
    return broken(4, `it can't deliver to CloudWatch Logs: ${status.logGroupError}`);
  const untold = [alarms, status, selectors].flatMap((one) => (one.kind === "unread" ? one.why : []));
  if (untold.length > 0 || alarms.kind === "unread") return unread(untold.join("; "));
  return followFilters(alarms, wanted);
}

function followFilters(chain: Chain, wanted: readonly Wanted[]): Word {
  const judged = chain.filters.map((filter) => ({ filter, word: wordOnPattern(filter.pattern, wanted) }));
  const taking = judged.filter(({ filter, word }) => word.kind === "takes-all" && filter.limits.length === 0).map(({ filter }) => filter);
  if (taking.length > 0) return followAlarms(chain, taking);
  const notUnderstood = judged.filter(({ word }) => word.kind === "not-understood").map(({ filter }) => filter.name);
  const nearest = judged.map(({ filter, word }) => faultOf(filter, word)).sort((a, b) => a.distance - b.distance)[0];
  return { ...broken(5, nearest?.text ?? "no metric filter takes these events"), notUnderstood };
}

/** Why a filter does not answer; the less it lacks, the nearer it is. */
function faultOf({ name, limits }: Filter, word: FilterWord): { readonly distance: number; readonly text: string | undefined } {
  if (word.kind === "takes-all") return { distance: 0, text: `metric filter ${name} does not count all of them: ${limits.join(", ")}` };
  if (word.kind === "too-broad") {
    const others = word.hasLooseAlternative ? "all others, since it joins terms by || of which one takes any event" : "all others";
    return { distance: 1, text: `metric filter ${name} takes ${word.names.join(", ")} among ${others}` };
  }
  if (word.kind === "misses") return { distance: 1 + word.names.length, text: `metric filter ${name} misses ${word.names.join(", ")}` };
  return { distance: Number.POSITIVE_INFINITY, text: undefined };
}

function followAlarms({ alarms, topics }: Chain, filters: readonly Filter[]): Word {
  const watching = filters.flatMap((filter) =>
    alarms
      .filter(({ metric }) => filter.metrics.some((one) => one.name === metric.name && one.namespace === metric.namespace))
      .map((alarm) => ({ filter, alarm })),
  );
  const names = (of: typeof watching) => of.map(({ alarm }) => alarm.name).join(", ");
  if (watching.length === 0) return broken(6, `no alarm watches the metric of filter ${filters.map(({ name }) => name).join(", ")}`);
  const acting = watching.filter(({ alarm }) => alarm.actionsEnabled);
  if (acting.length === 0) return broken(7, `the actions of alarm ${names(watching)} are off`);
  const told = acting.flatMap(({ filter, alarm }) => alarm.topics.map((topic) => ({ filter, alarm, topic })));
  if (told.length === 0) return broken(8, `alarm ${names(acting)} tells no SNS topic`);
  const unreadTopics: string[] = [];
  for (const { filter, alarm, topic } of told) {
    const subscriptions = topics[topic];
    if (subscriptions === undefined || "unread" in subscriptions)
      unreadTopics.push(`topic ${topic}: ${subscriptions?.unread ?? "not asked"}`);
    else if (subscriptions.confirmed > 0) return { kind: "rings", filter: filter.name, alarm: alarm.name, topic };
  }
  if (unreadTopics.length > 0) return unread(unreadTopics.join(", "));
  return broken(9, `nobody has confirmed a subscription of ${[...new Set(told.map(({ topic }) => topic))].join(", ")}`);
}
