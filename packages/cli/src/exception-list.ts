import { exceptionId } from "@plumbline/audit-kit/exceptions";
import { type Exception, exceptionState, scopeOf } from "@plumbline/finding-model/exception";
import type { RunReport } from "@plumbline/finding-model/run-report";

/** How one exception stands. */
export interface ExceptionRow {
  readonly id: string;
  readonly scope: string;
  readonly state: string;
  /** Failing findings of the run that it covers; undefined when the run did not have it, or there is none. */
  readonly findings?: number | undefined;
  readonly owner: string;
  readonly ticket?: string | undefined;
  readonly reason: string;
}

/** How each exception stands at an instant, and how many findings of a run it covers. */
export function exceptionRows(exceptions: readonly Exception[], now: Date, run: Pick<RunReport, "summary"> | undefined): ExceptionRow[] {
  const used = new Map((run?.summary.exceptions ?? []).map(({ id, findings }) => [id, findings]));
  return exceptions.map((exception) => {
    const { owner, ticket, reason, expires } = exception;
    const id = exceptionId(exception);
    return { id, scope: scopeOf(exception), state: exceptionState(expires, now), findings: used.get(id), owner, ticket, reason };
  });
}
