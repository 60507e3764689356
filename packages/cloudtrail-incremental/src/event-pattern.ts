import type { WatchedEvent } from "@plumbline/audit-kit/generate";

/** A pattern of an EventBridge rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface EventPattern {
  readonly source: readonly [string];
  readonly "detail-type": readonly string[];
  readonly detail: {
    readonly eventSource: readonly [string];
    readonly eventName: readonly string[];
    /** Calls that failed changed nothing. */
    readonly errorCode: readonly [{ readonly exists: false }];
  };
}

/** The most characters of a pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const longestPattern = 2048;

// Some changes are made by AWS itself, such as the deletion of a key when its waiting period is over.
const detailTypes = ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"];

const toPattern = (source: string, eventName: readonly string[]): EventPattern => ({
  source: [`aws.${source.split(".")[0]}`],
  "detail-type": detailTypes,
  detail: { eventSource: [source], eventName, errorCode: [{ exists: false }] },
});

/** The patterns that let the watched events through and no others, by the names of their rules: one for each source, more where AWS's limit asks for it. */
export function patternsOf(rows: readonly Pick<WatchedEvent, "source" | "name">[], limit = longestPattern): Record<string, EventPattern> {
  const sources = [...Map.groupBy(rows, ({ source }) => source)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sources.flatMap(([source, own]) =>
      split(source, [...new Set(own.map(({ name }) => name))].sort(), limit).map((names, i) => {
        const [service = source] = source.split(".");
        return [i === 0 ? service : `${service}-${i + 1}`, toPattern(source, names)];
      }),
    ),
  );
}

/** Cuts the names into groups whose patterns are short enough. */
function split(source: string, names: readonly string[], limit: number): string[][] {
  const groups: string[][] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (last && JSON.stringify(toPattern(source, [...last, name])).length <= limit) last.push(name);
    else groups.push([name]);
  }
  return groups;
}
