import type { Cell } from "@plumbline/finding-model/coverage";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import pLimit from "p-limit";
import { z } from "zod";
import type { Account, Auditor, Aws, Reading } from "./define.ts";
import type { Exceptions } from "./exceptions.ts";
import { memo, merge } from "./flow.ts";
import { factsOf, isUnseen, judge, type RawInput, toFinding, type Unseen, unseenVerdict } from "./judge.ts";
import { knownTags } from "./known-tags.ts";
import { type AwsOf, failureOf, type Look, looksOf, type Resource } from "./look.ts";
import { type CallsOf, withCalls } from "./planned-calls.ts";
import { containedBy, type Failing, planOpen, type ResourcePlan } from "./remedy.ts";
import { type Place, type Seen, survey } from "./survey.ts";
import { isWithin, regionsOf, type Target } from "./target.ts";

/** One type in one place; `ids` when only some resources of it are asked for. */
export interface SurveyKey {
  readonly account: string;
  readonly region: string;
  readonly type: string;
}
export interface NamedResources extends SurveyKey {
  readonly ids?: readonly string[] | undefined;
}
export interface AuditOptions {
  readonly auditors: readonly Auditor[];
  readonly targets: readonly Target[];
  readonly partition: string;
  /** Signs in; rejects with a `Failure` when it can't. */
  connect(to: { account: string; region: string }): Promise<Aws>;
  /** By check id. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly knownAccounts?: ReadonlySet<string>;
  readonly now: Date;
  /** Looks only at these; everything of every type that the checks are about when left out. */
  readonly only?: readonly NamedResources[];
  /** Looks only at resources that carry these tags. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Surveys to leave out, such as those that a resumed run has done. */
  skip?(key: SurveyKey): boolean;
  readonly plan?: boolean;
  readonly callsOf?: CallsOf | undefined;
  readonly exceptions?: Exceptions | undefined;
  /** The journal's id of the change that put a resource into the state that `change` names. */
  changeIdOf?(resource: ResourceRef, change: string): string | undefined;
  readonly fetchesAtOnce?: number;
  readonly surveysAtOnce?: number;
}
/** One resource judged by all its checks, or a survey ended with its cells of the coverage ledger. */
export type Outcome =
  | {
      readonly kind: "resource";
      readonly key: SurveyKey;
      readonly findings: readonly Finding[];
      readonly plan: ResourcePlan;
      /** How a resource was named that was asked for, and how many resources that name means. */
      readonly named?: Seen["named"];
    }
  | { readonly kind: "survey"; readonly key: SurveyKey; readonly cells: readonly Cell[] };

type Context = Record<string, ReadonlyMap<string, object>>;
type Surveys = (region: string) => (look: Look) => ReturnType<typeof survey>;
interface Job {
  readonly target: Target;
  readonly region: string;
  readonly look: Look;
  readonly auditors: readonly Auditor[];
  readonly ids: readonly string[] | undefined;
}

/** Thrown before the first call when a check's settings do not fit its schema. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Parses the settings of every check; a check without settings of its own gets its defaults. */
export function settingsOf(auditors: readonly Auditor[], settings: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(
    auditors.map(({ id, settings: schema }) => {
      const parsed = z.safeParse<z.ZodType>(schema ?? z.object({}), settings[id] ?? {});
      if (!parsed.success) throw new SettingsError(`settings of ${id}: ${faultsIn(parsed.error)}`);
      return [id, parsed.data];
    }),
  );
}

/** The aspect `tags` of what a filter or an exception by tags is about. */
export const tagsAsked =
  ({ tags, exceptions }: Pick<AuditOptions, "tags" | "exceptions">) =>
  ({ id, subject }: Auditor): readonly string[] =>
    tags || exceptions?.asksTags(id, subject.type) ? ["tags"] : [];

/** Runs checks: resources are judged as they come; each survey ends with one cell for its listing and one for each aspect. */
export function audit(options: AuditOptions): AsyncIterable<Outcome> {
  const { auditors, targets, connect, now, partition, fetchesAtOnce = 50, surveysAtOnce = 8 } = options;
  const looks = looksOf(auditors, tagsAsked(options));
  const settings = settingsOf(auditors, options.settings ?? {});
  const limit = pLimit(fetchesAtOnce);
  const knownAccounts = options.knownAccounts ?? new Set(targets.map((target) => target.id));

  const placeOf = (target: Target) => {
    const awsIn = memo((region: string) => connect({ account: target.id, region }));
    return memo((region: string): Place => {
      const aws: AwsOf = (own) => awsIn(own ?? region);
      const required = target.regions.find((r) => r.name === region)?.required ?? true;
      return { account: target.id, region, required, aws, shared: new Map() };
    });
  };

  function* jobs(): Generator<AsyncIterable<Outcome>> {
    for (const target of targets) {
      const place = placeOf(target);
      // What is only read beside others matters wherever it is: a trail of all regions has one home.
      const sourceOf = ({ auditors }: Look) => ({
        accepts: (resource: Resource) => options.only !== undefined || auditors.length === 0 || isWithin(resource, target),
      });
      const surveys: Surveys = memo((region) => memo((look) => survey(place(region), look, limit, sourceOf(look))));
      for (const job of jobsOf(target, looks, options)) {
        const own =
          job.ids === undefined
            ? surveys(job.region)(job.look)
            : survey(place(job.region), { ...job.look, isContext: false }, limit, { ...sourceOf(job.look), ids: job.ids });
        yield auditPlace(job, own, surveys);
      }
    }
  }

  async function* auditPlace(job: Job, own: ReturnType<typeof survey>, surveys: Surveys): AsyncGenerator<Outcome> {
    const { target, region, look, auditors } = job;
    const key = { account: target.id, region, type: look.collector.type };
    if (auditors.length > 0) {
      const contexts = await Promise.all(auditors.map((auditor) => contextOf(auditor, target, region, surveys)));
      try {
        for await (const one of own.seen())
          if (hasTags(one)) {
            const { findings, plan } = judgeResource(job, one, contexts);
            yield {
              kind: "resource",
              key,
              findings,
              plan: await withCalls(plan, one.resource, options.callsOf),
              ...(one.named ? { named: one.named } : {}),
            };
          }
      } catch (error) {
        const verdict = unseenVerdict({ aspect: "list", failure: failureOf(error) });
        const findings = auditors.map((auditor) => toFinding(auditor, partition, { ...key, id: "*" }, { verdict }));
        yield { kind: "resource", key, findings, plan: { changes: [], unplanned: [] } };
      }
    } else await own.held().catch(() => undefined); // its failure stands in its cells, and in the findings that read it
    yield { kind: "survey", key, cells: own.cells() };
  }

  function hasTags(seen: Seen): boolean {
    if (!options.tags) return true;
    const known = knownTags(seen);
    if ("unread" in known) return true; // judged, so that it is reported and not left out unseen
    return Object.entries(options.tags).every(([name, value]) => known.tags[name] === value);
  }

  async function contextOf(auditor: Auditor, target: Target, region: string, surveys: Surveys): Promise<{ context: Context } | Unseen> {
    const context: Context = {};
    for (const [key, { of, needs }] of Object.entries<Reading>(auditor.context ?? {})) {
      const all = new Map<string, object>();
      context[key] = all;
      const look = looks.find((candidate) => candidate.collector === of);
      if (!look) continue;
      try {
        for (const one of await surveys(of.scope === "global" ? target.mainRegion : region)(look).held()) {
          const known = factsOf(one, needs);
          if (!isUnseen(known)) all.set(one.resource.id, known.facts);
          else if (known.failure.kind !== "gone") return { ...known, aspect: `${of.type}.${known.aspect}` };
        }
      } catch (error) {
        return { aspect: `${of.type}.list`, failure: failureOf(error) };
      }
    }
    return { context };
  }

  function judgeResource({ target, region, look, auditors }: Job, seen: Seen, contexts: readonly ({ context: Context } | Unseen)[]) {
    const failing: Failing[] = [];
    const resource = { account: target.id, region: seen.resource.region ?? region, type: look.collector.type, id: seen.resource.id };
    const findings = auditors.flatMap((auditor, i) => {
      const unseen = (of: Unseen) => [toFinding(auditor, partition, resource, { verdict: unseenVerdict(of) })];
      const known = factsOf(seen, auditor.needs);
      if (isUnseen(known)) return unseen(known);
      const context = contexts[i] ?? { context: {} };
      if (isUnseen(context)) return unseen(context);
      const account: Account = { id: target.id, name: target.name, kind: target.kind };
      const input: RawInput = {
        ...known,
        ...context,
        settings: settings.get(auditor.id),
        partition,
        region: resource.region,
        account,
        knownAccounts,
        now,
      };
      return judge(auditor, input).map((judgement) => {
        const finding = withMarks(auditor, toFinding(auditor, partition, resource, judgement), input, seen);
        if (finding.verdict.status === "fail") failing.push({ auditor, finding, input });
        return finding;
      });
    });
    return { findings, plan: options.plan ? planOpen(failing) : { changes: [], unplanned: [] } };
  }

  function withMarks(auditor: Auditor, finding: Finding, input: RawInput, seen: Seen): Finding {
    if (finding.verdict.status !== "fail") return finding;
    const exception = options.exceptions?.markOf(finding, knownTags(seen));
    const changes = containedBy({ auditor, finding, input });
    const ids = (changes ?? []).flatMap((name) => options.changeIdOf?.(finding.resource, name) ?? []);
    return {
      ...finding,
      ...(exception ? { exception } : {}),
      ...(changes ? { contained: ids[0] === undefined ? {} : { change: ids[0] } } : {}),
    };
  }

  return merge(jobs(), surveysAtOnce);
}

/** One job for each type and place: global types in the main region, regional ones in every region, or only what was named. */
function* jobsOf(target: Target, looks: readonly Look[], { only, skip }: AuditOptions): Generator<Job> {
  for (const look of looks) {
    const { type, scope } = look.collector;
    for (const region of regionsOf(look.collector, target)) {
      if (skip?.({ account: target.id, region, type })) continue;
      const named = only?.filter((n) => n.type === type && n.account === target.id && (scope === "global" || n.region === region));
      if (named?.length === 0 && !look.isContext) continue;
      const isWhole = !named || named.length === 0 || named.some((n) => n.ids === undefined);
      const ids = isWhole ? undefined : [...new Set(named.flatMap((n) => n.ids ?? []))];
      yield { target, region, look, auditors: named?.length === 0 ? [] : look.auditors, ids };
    }
  }
}
