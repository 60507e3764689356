/** What stands at a path of a record. */
export interface Walked {
  /** The texts found, in their order; other values are no names. */
  readonly texts: readonly string[];
  /** True when the path ends at a list that holds nothing: the call was about nothing. */
  readonly isEmpty: boolean;
}

const nothing: Walked = { texts: [], isEmpty: false };

/** Follows a path such as `responseElements.instancesSet.items[].instanceId`. CloudTrail writes a list of one as its one element, at times. */
export function walk(value: unknown, path: string): Walked {
  return follow(value, path.split("."));
}

function follow(value: unknown, [first, ...rest]: readonly string[]): Walked {
  if (first === undefined) return typeof value === "string" && value !== "" ? { texts: [value], isEmpty: false } : nothing;
  if (typeof value !== "object" || value === null) return nothing;
  const isList = first.endsWith("[]");
  const name = isList ? first.slice(0, -2) : first;
  const own: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  if (!isList) return follow(own, rest);
  if (own === undefined || own === null) return nothing;
  const all: readonly unknown[] = Array.isArray(own) ? own : [own];
  return { texts: all.flatMap((one) => follow(one, rest).texts), isEmpty: all.length === 0 };
}
