import type { Population } from "@plumbline/audit-kit/brakes";
import type { Auditor } from "@plumbline/audit-kit/define";
import { fingerprint } from "@plumbline/audit-kit/fingerprint";
import { failureOf } from "@plumbline/audit-kit/look";
import { listAll } from "@plumbline/audit-kit/look-once";
import { type AuditOptions, audit } from "@plumbline/audit-kit/run";
import { Because } from "@plumbline/finding-model/because";
import type { PlannedChange, Unplanned } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { type Asking, settingsFor } from "./askings.ts";
import { decidedChecks } from "./decided-checks.ts";
import type { OwnPrincipal } from "./own-principals.ts";
import { idOf, type PartOptions, partsOf, typeOf } from "./parts.ts";
import { driftOf, type Reviewed } from "./reviewed.ts";
import type { Revocation } from "./revocation.ts";

/** Where and how is looked, and what must be obeyed. */
export interface RevocationLook
  extends PartOptions,
    Pick<AuditOptions, "partition" | "connect" | "callsOf" | "exceptions" | "knownAccounts" | "fetchesAtOnce"> {
  /** Where global types are listed. */
  readonly mainRegion: string;
  kindOf(account: string): "dev" | "prod";
  /** Nobody takes away what this run itself works by. */
  readonly own?: readonly OwnPrincipal[];
  /** What the principal had when it was decided on. */
  reviewed?(revocation: Revocation): Reviewed | undefined;
  /** A sentence that is noted with every change. */
  readonly note?: string | undefined;
}
/** What a plan for decisions holds, and what it could not see. */
export interface PlannedRevocations {
  readonly changes: readonly PlannedChange[];
  /** Every revocation of which nothing is planned, with the reason. */
  readonly unplanned: readonly Unplanned[];
  readonly population: readonly Population[];
  /** What could not be judged; nothing is planned for it. */
  readonly unknown: readonly Finding[];
  readonly drifted: readonly { readonly resource: ResourceRef; readonly text: string }[];
  /** What could not be counted, in words. */
  readonly uncounted: readonly string[];
}

/**
 * Reads what the principals have now, and says what would take away what was decided. Writes nothing. What is planned is judged by the same
 * checks when it is applied. A revocation for which nothing can be planned, or need be, is told with its reason.
 */
export async function planRevocations(revocations: readonly Revocation[], look: RevocationLook): Promise<PlannedRevocations> {
  const unplanned: Unplanned[] = [];
  const asking: Asking[] = [];
  for (const revocation of revocations.toSorted(inOrder)) {
    const resource = refOf(revocation, look);
    const parts = isOwn(resource, look)
      ? { none: "this run is signed in by it; sign in by another one to take it away" }
      : partsOf(revocation, look);
    if ("none" in parts) unplanned.push(unplannedOf(`${typeOf(revocation)}/${revocation.what}`, resource, parts.none, look));
    else asking.push({ revocation, resource, parts });
  }
  const seen = await judged(asking, look);
  const drifted = new Map<string, { resource: ResourceRef; text: string }>();
  for (const one of asking) {
    const name = nameOf(one.resource);
    // A listing that failed stands for every principal of its type.
    const told = [...(seen.findings.get(name) ?? []), ...(seen.findings.get(nameOf({ ...one.resource, id: "*" })) ?? [])];
    const findings = told.filter(({ check }) => asks(one, check)).map((finding) => ofOther(finding, one) ?? finding);
    const text = textOfDrift(one, findings, look);
    if (text !== undefined) drifted.set(name, { resource: one.resource, text });
    const reason = idle(findings);
    if (reason !== undefined) unplanned.push(unplannedOf(one.parts[0]?.check ?? "", one.resource, reason, look));
  }
  const changes = seen.changes.map((change) => {
    const name = nameOf(change.resource);
    return withDecision(change, { ...seen.about(name), drift: drifted.get(name)?.text, common: look.note });
  });
  return {
    changes,
    unplanned: once([...seen.unplanned, ...unplanned]),
    ...(await countAll(changes, seen.auditors, look)),
    unknown: [...seen.findings.values()].flat().filter(({ verdict }) => verdict.status === "unknown"),
    drifted: [...drifted.values()],
  };
}

const textOf = ({ account, kind, principalName, principalId, what, because }: Revocation): string =>
  JSON.stringify([account, kind, principalName, principalId, what, because]);
const inOrder = (a: Revocation, b: Revocation): number => compare(textOf(a), textOf(b));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const refOf = (revocation: Revocation, { mainRegion }: RevocationLook): ResourceRef => ({
  ...{ account: revocation.account, region: mainRegion, type: typeOf(revocation), id: idOf(revocation) },
});
const isOwn = ({ account, type, id }: ResourceRef, { own = [] }: RevocationLook): boolean =>
  own.some((one) => one.type === type && one.name === id && (one.account ?? account) === account);
const unplannedOf = (check: string, resource: ResourceRef, reason: string, { partition }: RevocationLook): Unplanned => ({
  ...{ fingerprint: fingerprint(check, partition, resource), check, resource, reason },
});

const nameOf = ({ account, type, id }: ResourceRef): string => JSON.stringify([account, type, id]);
const asks = ({ parts }: Asking, check: string): boolean => parts.some((part) => part.check === check);

/** Runs the checks that were asked for on the principals that were named, and on no other. */
async function judged(asking: readonly Asking[], look: RevocationLook) {
  const wanted = new Set<string>(asking.flatMap(({ parts }) => parts.map(({ check }) => check)));
  const auditors = await Promise.all(Object.entries(decidedChecks).flatMap(([id, load]) => (wanted.has(id) ? [load()] : [])));
  const accounts = [...new Set(asking.map(({ resource }) => resource.account))].sort();
  const groups = Map.groupBy(asking, ({ resource: { account, type } }) => JSON.stringify([account, type]));
  const only = [...groups.values()].flatMap((all) => {
    const { account, region, type } = all[0]?.resource ?? {};
    const ids = [...new Set(all.map(({ resource }) => resource.id))];
    return account === undefined || region === undefined || type === undefined ? [] : [{ account, region, type, ids }];
  });
  const outcomes: { name: string; changes: readonly PlannedChange[]; unplanned: readonly Unplanned[]; findings: readonly Finding[] }[] = [];
  const { mainRegion, kindOf } = look;
  const targets = accounts.map((id) => ({ id, kind: kindOf(id), mainRegion, regions: [{ name: mainRegion, required: true }] }));
  // Without names everything would be looked at.
  if (only.length > 0)
    for await (const outcome of audit({ ...look, auditors, targets, settings: settingsFor(asking), only, plan: true }))
      if (outcome.kind === "resource") {
        const [first] = outcome.findings;
        outcomes.push({ name: first ? nameOf(first.resource) : "", ...outcome.plan, findings: outcome.findings });
      }
  outcomes.sort((a, b) => compare(a.name, b.name));
  const all = <T>(of: (outcome: (typeof outcomes)[number]) => readonly T[]): T[] => outcomes.flatMap(of);
  const asked = Map.groupBy(asking, ({ resource }) => nameOf(resource));
  // A principal is judged by every check of its type; those that were not asked about it say so, and nothing more.
  const isAsked = ({ check, resource }: { check: string; resource: ResourceRef }) =>
    resource.id === "*" || (asked.get(nameOf(resource))?.some((one) => asks(one, check)) ?? false);
  const findings = Map.groupBy(all((outcome) => outcome.findings).filter(isAsked), ({ resource }) => nameOf(resource));
  return {
    ...{ auditors, findings, changes: all(({ changes }) => changes), unplanned: all(({ unplanned }) => unplanned).filter(isAsked) },
    about: (name: string) => ({ findings: findings.get(name) ?? [], asking: asked.get(name) ?? [] }),
  };
}

const idIn = ({ verdict }: Finding): unknown => ("evidence" in verdict ? verdict.evidence?.["principalId"] : undefined);
/** What a finding about another one of the same name, on whom was decided too, says of this decision. */
function ofOther(finding: Finding, { revocation: { principalId } }: Asking): Finding | undefined {
  const id = idIn(finding);
  if (id === undefined || id === principalId) return undefined;
  const reason = `it is another one of that name: ${principalId} was decided on, and ${String(id)} is there now`;
  return { ...finding, verdict: { status: "not-applicable", reason } };
}

/** Why nothing is planned where nothing fails; undefined where something does, or somebody could not look. */
function idle(findings: readonly Finding[]): string | undefined {
  const verdicts = findings.map(({ verdict }) => verdict);
  if (verdicts.some(({ status }) => status === "unknown" || status === "fail")) return undefined;
  const [none] = verdicts.flatMap((verdict) => (verdict.status === "not-applicable" ? [verdict.reason] : []));
  if (none !== undefined) return /^deleted/.test(none) ? "it is gone" : none;
  return verdicts.length === 0 ? "no principal of that name was found" : "nothing is left to take away";
}

function textOfDrift({ revocation }: Asking, findings: readonly Finding[], { reviewed }: RevocationLook): string | undefined {
  const then = reviewed?.(revocation);
  return then && driftOf(then, findings);
}

interface About {
  readonly findings: readonly Finding[];
  readonly asking: readonly Asking[];
  readonly drift: string | undefined;
  readonly common: string | undefined;
}
/** Adds the decision on which a change rests, the first of several, and how the principal has changed since. */
function withDecision(change: PlannedChange, { findings, asking, drift, common }: About): PlannedChange {
  const finding = findings.find(({ fingerprint: of }) => of === change.fingerprint);
  const own = asking.filter((one) => asks(one, change.check) && finding !== undefined && ofOther(finding, one) === undefined);
  const [first] = own;
  if (!first) throw new Error(`nobody decided on ${change.check} of ${change.resource.id}`);
  const { because: decision, reason, principalId } = first.revocation;
  const settings = settingsFor(own)[change.check];
  const note = [change.note, common, drift && `${drift.charAt(0).toUpperCase()}${drift.slice(1)}.`]
    .filter((text) => text !== undefined)
    .join(" ");
  return {
    ...change,
    ...(note === "" ? {} : { note }),
    because: Because.parse({ decision, reason, principalId, settings }),
  };
}

/** Counts the resources of each type that is changed, for the brakes. */
async function countAll(changes: readonly PlannedChange[], auditors: readonly Auditor[], { connect }: RevocationLook) {
  const population: Population[] = [];
  const uncounted: string[] = [];
  const places = new Map(changes.map(({ resource }) => [JSON.stringify([resource.account, resource.type]), resource]));
  for (const { account, region, type } of places.values()) {
    const collector = auditors.find(({ subject }) => subject.type === type)?.subject;
    if (!collector) continue;
    try {
      population.push({ account, type, resources: (await listAll(collector, await connect({ account, region }))).length });
    } catch (error) {
      uncounted.push(
        `resources of type ${type} in account ${account} could not be counted, so that --max-percent holds nothing back: ${failureOf(error).message}`,
      );
    }
  }
  return { population, uncounted };
}

const once = <T>(all: readonly T[]): T[] => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
