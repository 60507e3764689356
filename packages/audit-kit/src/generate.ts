import type { Aspect, Auditor, Change, ChangeEvent, Collector, IamAction } from "./define.ts";
import { looksOf } from "./look.ts";

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: "*";
  }[];
}
export interface PolicyOptions {
  /** Grants what `find` takes too: reading single resources, as remediator, plan and apply do. */
  readonly find?: boolean;
  /** What the session itself needs, such as ec2:DescribeRegions. */
  readonly session?: readonly IamAction[];
}

const sorted = <T extends string>(all: readonly T[]): T[] => [...new Set(all)].sort();
const allow = (Sid: string, actions: readonly IamAction[]) => ({
  Sid,
  Effect: "Allow" as const,
  Action: sorted(actions),
  Resource: "*" as const,
});
const findIam = (collector: Collector): readonly IamAction[] => collector.findIam ?? collector.iam;

/** The actions that reading for these checks takes, and no more. */
export const readActions = (auditors: readonly Auditor[], { find = false, session = [] }: PolicyOptions = {}): IamAction[] =>
  sorted([
    ...session,
    ...looksOf(auditors).flatMap(({ collector, aspects }) => [
      ...collector.iam,
      ...(find ? findIam(collector) : []),
      ...[...aspects.values()].flatMap((aspect) => aspect.iam),
    ]),
  ]);

/** The actions that the remediations of these checks take beyond reading. */
export const writeActions = (auditors: readonly Auditor[]): IamAction[] =>
  sorted(auditors.flatMap((a) => a.remediation?.changes ?? []).flatMap((change: Change) => change.iam));

/** A policy document that lets these checks look. */
export const readerPolicy = (auditors: readonly Auditor[], options: PolicyOptions = {}): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [allow("PlumblineReads", readActions(auditors, options))],
});

/** A policy document that lets these checks look, and their remediations write. */
export const remediatorPolicy = (auditors: readonly Auditor[], options: PolicyOptions = {}): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    allow("PlumblineReads", readActions(auditors, { ...options, find: true })),
    ...(writeActions(auditors).length > 0 ? [allow("PlumblineWrites", writeActions(auditors))] : []),
  ],
});

/** The events after which one of these checks may judge otherwise; one that touches no aspect is about the base. */
export const eventTable = (auditors: readonly Auditor[]) =>
  looksOf(auditors).flatMap(({ collector, aspects }) =>
    collector.events
      .filter(
        (event: ChangeEvent) => event.effect !== "update" || event.touches.length === 0 || event.touches.some((name) => aspects.has(name)),
      )
      .map((event: ChangeEvent) => ({ type: collector.type, ...event })),
  );

const cost = ({ per = "resource" }: Aspect) => (per === "resource" ? "" : per === "listing" ? " (one call)" : ` (${per} a call)`);

/** What a check reads, in words: its own type and its contexts, each aspect with how far one call reaches. */
export const readingOf = (auditor: Auditor): string =>
  looksOf([auditor])
    .map(
      ({ collector, aspects }) => `${collector.type}: ${[...aspects].map(([name, aspect]) => name + cost(aspect)).join(", ") || "listing"}`,
    )
    .join("; ");
