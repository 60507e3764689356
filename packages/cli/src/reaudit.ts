import { loadDecidedCheck } from "@plumbline/access-plans/decided-checks";
import type { Reaudit } from "@plumbline/audit-kit/apply";
import type { Auditor } from "@plumbline/audit-kit/define";
import type { Exceptions } from "@plumbline/audit-kit/exceptions";
import { audit } from "@plumbline/audit-kit/run";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { Plan } from "@plumbline/finding-model/change";
import { type ExceptionMark, exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import { loadCheck } from "./choose-checks.ts";
import { usageError } from "./command-error.ts";

/** Says why a finding is left alone; undefined when it is not excepted. */
export const exceptedText = (mark: ExceptionMark | undefined): string | undefined => mark && exceptionText(mark);

/** What judging again needs; a plan holds it. */
export type Judging = Pick<Plan, "settings" | "knownAccounts" | "accounts" | "partition" | "evaluatedAt">;

export interface ReauditOptions {
  readonly now?: Date | undefined;
  readonly exceptions?: Exceptions | undefined;
}

/** Loads the check by which a decision is verified. */
async function loadDecided(id: string): Promise<Auditor> {
  const check = await loadDecidedCheck(id);
  if (check) return check;
  throw usageError(`this version has no check ${id}, by which the decision would be verified`, "use the version that made the plan");
}

/** Judges one resource by one check again, as the plan did, and holds it against the exceptions of today: its tags may be new. */
export const reauditBy =
  (
    session: Session,
    { settings, knownAccounts, accounts, partition, evaluatedAt }: Judging,
    { now, exceptions }: ReauditOptions,
  ): Reaudit =>
  async ({ check, resource, fingerprint, because }) => {
    const { account, region, type, id } = resource;
    const kind = accounts.find((one) => one.id === account)?.kind ?? "prod";
    const outcomes = audit({
      auditors: [because ? await loadDecided(check) : await loadCheck(check)],
      targets: [{ id: account, kind, mainRegion: mainRegion(partition), regions: [{ name: region, required: true }] }],
      partition,
      connect: (place) => session.connect(place),
      // What was decided stands in the change, whatever the settings of checks are.
      settings: because ? { [check]: because.settings } : settings,
      knownAccounts: new Set(knownAccounts),
      now: now ?? new Date(evaluatedAt),
      exceptions,
      only: [{ account, region, type, ids: [id] }],
    });
    const findings: Finding[] = [];
    for await (const outcome of outcomes) if (outcome.kind === "resource") findings.push(...outcome.findings);
    const found =
      findings.find((finding) => finding.fingerprint === fingerprint) ?? findings.find(({ verdict }) => verdict.status === "unknown");
    // A part that is no longer there (a deleted access key) can't fail any more.
    if (!found) return { status: "not-applicable", contained: false, reason: "it is gone" };
    const reason = found.verdict.status === "pass" ? "it passes" : found.verdict.reason;
    return { status: found.verdict.status, contained: found.contained !== undefined, reason, excepted: exceptedText(found.exception) };
  };
