import type { Finding } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";

/** What a run looked at as a whole. */
export interface Looked {
  readonly accounts: readonly string[];
  /** Whether every resource that the check is about was listed there. */
  covers(place: { readonly account: string; readonly region: string; readonly check: string }): boolean;
}

/**
 * What a finished run looked at. A run that was narrowed by tags looked at nothing as a whole. A global type is listed in one region and its
 * resources may be of another one: then every listing of the type in the account must have succeeded.
 */
export function lookedOf({ header, summary }: Pick<RunReport, "header" | "summary">): Looked {
  const checks = new Set(header.checks.map(({ id }) => id));
  const regions = new Map(header.accounts.map((account) => [account.id, new Set(account.regions)]));
  const lists = Map.groupBy(
    summary.coverage.filter(({ aspect }) => aspect === "list"),
    ({ account, type }) => `${account} ${type}`,
  );
  return {
    accounts: header.tags ? [] : [...regions.keys()],
    covers({ account, region, check }) {
      if (header.tags || !checks.has(check) || !regions.get(account)?.has(region)) return false;
      const all = lists.get(`${account} ${check.split("/")[0]}`) ?? [];
      const own = all.filter((cell) => cell.region === region);
      const cells = own.length > 0 ? own : all;
      return cells.length > 0 && cells.every(({ outcome }) => outcome === "ok");
    },
  };
}

/** The finding of a resource, or of a part of one, that is not there any more. */
export const vanishedFinding = (finding: Finding): Finding => ({
  ...finding,
  verdict: { status: "not-applicable", reason: `${finding.subKey ?? "the resource"} is gone: it is not listed any more` },
});
