import type { Exception } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";

const toPattern = (glob: string) =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );

/** Makes a function that finds the exception of a finding; one whose day is over covers nothing. */
export function exceptionsAt(
  exceptions: readonly Exception[],
  now: Date,
): (finding: Pick<Finding, "check" | "resource">) => Exception | undefined {
  const live = exceptions
    .filter(({ until }) => now.getTime() < Date.parse(until) + 24 * 3_600_000)
    .map((exception) => ({ exception, pattern: toPattern(exception.resource ?? "*") }));
  return ({ check, resource }) =>
    live.find(
      ({ exception: e, pattern }) =>
        (e.check ?? check) === check &&
        (e.account ?? resource.account) === resource.account &&
        (e.region ?? resource.region) === resource.region &&
        (e.type ?? resource.type) === resource.type &&
        pattern.test(resource.id),
    )?.exception;
}
