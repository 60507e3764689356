const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** `Dec 3, 2021, 6:02:30 PM`, as events had it until 2023. It is UTC: the event's own `time` says the same. */
const older =
  /^(?<month>[A-Z][a-z]{2}) (?<day>\d{1,2}), (?<year>\d{4}),? (?<hour>\d{1,2}):(?<minute>\d{2}):(?<second>\d{2})\s(?<half>[AP])M$/;
/** `Thu Sep 05 13:06:56.334 UTC 2024`. */
const newer =
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>\d{1,2}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?:\.(?<fraction>\d{1,3}))? UTC (?<year>\d{4})$/;

/** A time as Inspector writes it in events of EventBridge, as ISO 8601; any other text as it is. */
export const fromEventTime = (text: string): string => {
  const { year, month, day, hour, minute, second, fraction = "0", half } = (older.exec(text) ?? newer.exec(text))?.groups ?? {};
  const monthNumber = months.indexOf(month ?? "");
  if (monthNumber < 0) return text;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === "P" ? 12 : 0);
  const instant = Date.UTC(Number(year), monthNumber, Number(day), hours, Number(minute), Number(second), Number(fraction.padEnd(3, "0")));
  return new Date(instant).toISOString();
};

const times: ReadonlySet<string> = new Set([
  ...["firstObservedAt", "lastObservedAt", "updatedAt", "lastKnownExploitAt", "vendorCreatedAt", "vendorUpdatedAt"],
  ...["pushedAt", "lastInUseAt", "launchedAt", "lastModifiedAt", "creationDate"],
]);

/** The detail of an event with times in ISO 8601. https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html */
export const withTimes = (detail: unknown): unknown => {
  if (Array.isArray(detail)) return detail.map(withTimes);
  if (typeof detail !== "object" || detail === null) return detail;
  const entries = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === "string" ? (times.has(name) ? fromEventTime(value) : value) : withTimes(value),
  ]);
  return Object.fromEntries(entries);
};
