import type { Auditor } from "@plumbline/audit-kit/define";
import { eventTable, type WatchedEvent } from "@plumbline/audit-kit/generate";
import { longestPattern, patternsOf } from "@plumbline/cloudtrail-incremental/event-pattern";
import { pathsOf } from "@plumbline/cloudtrail-incremental/event-table";
import { head, json, row } from "./text.ts";

const rowOf = (event: WatchedEvent) =>
  row(
    event.name,
    event.source.replace(".amazonaws.com", ""),
    event.effect,
    pathsOf(event)
      .map((path) => `\`${path}\``)
      .join(", else "),
    event.settleSeconds ? `${event.settleSeconds} s` : "-",
  );

const section = ([type, events]: readonly [string, readonly WatchedEvent[]]) =>
  `\n## ${type}\n\n${row("Event", "Source", "Effect", "Names the resource in", "Settles after")}${row("---", "---", "---", "---", "---")}${events.map(rowOf).join("")}`;

/** The events as a page for people and as patterns for EventBridge, from the table that the translator reads. */
export function eventDocuments(auditors: readonly Auditor[]): Record<string, string> {
  const rows = eventTable(auditors, ["tags"]);
  const patterns = patternsOf(rows);
  const names = new Set(rows.map(({ source, name }) => `${source} ${name}`));
  const sections = [...Map.groupBy(rows, ({ type }) => type)].map(section).join("");
  return {
    "docs/events.md": `${head}# Events

The CloudTrail events after which a check may judge a resource otherwise: ${names.size} of ${Object.keys(patterns).length} sources, for ${new Set(rows.map(({ type }) => type)).size} types. An event is told by
its source and its name. "Settles after" is how long AWS needs until its answers show the change; the message is held back as long, at most
15 minutes. Calls that failed are no changes, and neither are our own calls.

[events_to_watch.json](events_to_watch.json) has the same events as patterns for EventBridge, by the names of their rules, each of at most
${longestPattern.toLocaleString("en")} characters. IAM's events come in the main region of a partition alone, such as us-east-1.

Events about types that no check is about are not watched: policies of SNS topics, ECR repositories, secrets, file systems, vaults and search
domains, layers of Lambda, routes and subnets. The next poll finds what such an event changed of a resource that is checked.
${sections}`,
    "docs/events_to_watch.json": json(patterns),
  };
}
