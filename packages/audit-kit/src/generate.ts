import type { Aspect, Auditor, Change, ChangeEvent, Collector, IamAction } from "./define.ts";
import { looksOf } from "./look.ts";

/** What a policy allows, and on which resources: `*`, or the pattern of an ARN. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly IamAction[];
  readonly Resource: string;
}
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}
export interface ReadOptions {
  /** Grants what `find` takes too: reading single resources, as remediator, plan and apply do. */
  readonly find?: boolean;
  /** Grants reading the tags of all that is judged, as a filter or an exception by tags takes. */
  readonly tags?: boolean;
}
export interface PolicyOptions extends ReadOptions {
  /** What is needed whatever the checks, such as signing in; after the others. */
  readonly also?: readonly PolicyStatement[];
}

const sorted = <T extends string>(all: readonly T[]): T[] => [...new Set(all)].sort();
/** A statement that allows these actions, each once and sorted, on every resource unless one is given. */
export const allow = (Sid: string, actions: readonly IamAction[], Resource = "*"): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action: sorted(actions),
  Resource,
});
/** A policy document of these statements. */
export const policyOf = (Statement: readonly PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const findIam = (collector: Collector): readonly IamAction[] => collector.findIam ?? collector.iam;

/** The actions that reading for these checks takes, and no more. */
export const readActions = (auditors: readonly Auditor[], { find = false, tags = false }: ReadOptions = {}): IamAction[] =>
  sorted([
    ...looksOf(auditors, () => (tags ? ["tags"] : [])).flatMap(({ collector, aspects }) => [
      ...collector.iam,
      ...(find ? findIam(collector) : []),
      ...[...aspects.values()].flatMap((aspect) => aspect.iam),
    ]),
  ]);

/** The actions that the remediations of these checks take beyond reading. */
export const writeActions = (auditors: readonly Auditor[]): IamAction[] =>
  sorted(auditors.flatMap((a) => a.remediation?.changes ?? []).flatMap((change: Change) => change.iam));

/** A policy document that lets these checks look. */
export const readerPolicy = (auditors: readonly Auditor[], { find = false, tags = false, also = [] }: PolicyOptions = {}): PolicyDocument =>
  policyOf([allow("PlumblineReads", readActions(auditors, { find, tags })), ...also]);

/** A policy document that lets these checks look, and their remediations write. */
export const remediatorPolicy = (
  auditors: readonly Auditor[],
  { tags = false, also = [] }: Omit<PolicyOptions, "find"> = {},
): PolicyDocument =>
  policyOf([
    allow("PlumblineReads", readActions(auditors, { find: true, tags })),
    ...(writeActions(auditors).length > 0 ? [allow("PlumblineWrites", writeActions(auditors))] : []),
    ...also,
  ]);

/** A line of the table of events: after it, a resource of the type may be judged otherwise. */
export type WatchedEvent = ChangeEvent & { readonly type: string; readonly scope: Collector["scope"] };

/**
 * The events after which one of these checks may judge a resource of its own type otherwise; one that touches no aspect is about the base.
 * `also` names aspects that matter for another reason, such as `tags` for exceptions. Checks keep no state, so that an event which names
 * what a resource held tells them nothing.
 */
export const eventTable = (auditors: readonly Auditor[], also: readonly string[] = []): WatchedEvent[] =>
  looksOf(auditors, () => also)
    .filter((look) => look.auditors.length > 0)
    .flatMap(({ collector, aspects }) =>
      collector.events
        .filter(
          (event: ChangeEvent) =>
            !event.isHeld && (event.effect !== "update" || event.touches.length === 0 || event.touches.some((name) => aspects.has(name))),
        )
        .map((event: ChangeEvent) => ({ type: collector.type, scope: collector.scope, ...event })),
    );

const cost = ({ per = "resource" }: Aspect) => (per === "resource" ? "" : per === "listing" ? " (one call)" : ` (${per} a call)`);

/** What a check reads, in words: its own type and its contexts, each aspect with how far one call reaches. */
export const readingOf = (auditor: Auditor): string =>
  looksOf([auditor])
    .map(
      ({ collector, aspects }) => `${collector.type}: ${[...aspects].map(([name, aspect]) => name + cost(aspect)).join(", ") || "listing"}`,
    )
    .join("; ");
