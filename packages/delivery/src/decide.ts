import { createHash } from "node:crypto";
import { Finding } from "@plumbline/finding-model/finding";
import { type Happened, Remediation } from "@plumbline/finding-model/notice";
import { z } from "zod";

/** What was told of a finding last: the finding without its evidence, and digests of what matters of it. */
export const Told = z.strictObject({
  version: z.literal(1),
  at: z.iso.datetime(),
  run: z.string(),
  /** Of verdict, reason, severity and marks; null when nobody has judged the finding since a change was written. */
  judged: z.string().nullable(),
  remediation: Remediation,
  finding: Finding.omit({ exception: true, contained: true }),
});
export type Told = z.infer<typeof Told>;

/** What a run knows of one finding. */
export interface Known {
  readonly finding: Finding;
  /** False when the finding is made from a change, and was not judged by this run. */
  readonly isJudged: boolean;
  /** What this run did about it; undefined when it did nothing. */
  readonly remediation?: Remediation | undefined;
}

export type Decision =
  /** Nothing new. `keep` is the word of a run on what nobody had judged since a change. */
  | { readonly kind: "silent"; readonly keep?: Pick<Told, "judged"> }
  | {
      readonly kind: "tell";
      readonly happened: Happened;
      readonly finding: Finding;
      readonly remediation: Remediation;
      /** What to keep of it; undefined when it is over and forgotten. */
      readonly keep: Pick<Told, "judged" | "remediation"> | undefined;
    };

const silent: Decision = { kind: "silent" };

/** Decides whether a finding is news: new, changed or resolved. What could not be looked at is none, and resolves nothing. */
export function decide({ finding, isJudged, remediation: tried }: Known, told: Told | undefined): Decision {
  const { status } = finding.verdict;
  if (status === "unknown") return silent;
  if (status !== "fail")
    return told ? { kind: "tell", happened: "resolved", finding, remediation: tried ?? told.remediation, keep: undefined } : silent;
  if (tried?.state === "verified" && tried.outcome === "cured")
    return { kind: "tell", happened: "resolved", finding, remediation: tried, keep: undefined };
  // What is excepted is muted, unless nobody knows whether it is; when it was told before, that it is excepted now is news.
  if (!told && finding.exception && finding.exception.unproven === undefined) return silent;
  const remediation = tried ?? carriedOn(finding, told) ?? { state: "not-tried" };
  const judged = tried && wrote.has(tried.state) ? null : isJudged ? judgedDigest(finding) : (told?.judged ?? null);
  if (!told) return { kind: "tell", happened: "new", finding, remediation, keep: { judged, remediation } };
  const isSame = stateKey(remediation) === stateKey(told.remediation) && (judged === told.judged || told.judged === null);
  if (isSame) return judged === told.judged ? silent : { kind: "silent", keep: { judged } };
  return { kind: "tell", happened: "changed", finding, remediation, keep: { judged, remediation } };
}

/** After these nobody has judged the finding yet: the next run's word is kept without being news. */
const wrote = new Set<Remediation["state"]>(["applied", "verified", "in-progress", "failed", "undone"]);

/** How a change stood that an earlier run told still holds, but a containment that is gone does not. */
function carriedOn(finding: Finding, told: Told | undefined): Remediation | undefined {
  if (told?.remediation.state === "verified" && !finding.contained) return undefined;
  return told?.remediation;
}

/** Evidence is left out: it holds what differs at every look, such as when a key was last used. */
const judgedDigest = ({ verdict, severity, contained, exception }: Finding): string =>
  digest([verdict.status, verdict.status === "pass" ? null : verdict.reason, severity, contained !== undefined, exception !== undefined]);

/** Reasons are left out: they hold times and request ids. */
const stateKey = (remediation: Remediation): string =>
  JSON.stringify([
    remediation.state,
    remediation.state === "verified" ? remediation.outcome : null,
    remediation.state === "planned" ? (remediation.madeAfter ?? null) : null,
  ]);

const digest = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);

/** Names one piece of news, so that of several runs at once one tells it. */
export const newsKey = ({ happened, finding, remediation }: Extract<Decision, { kind: "tell" }>): string =>
  digest([finding.fingerprint, happened, judgedDigest(finding), stateKey(remediation)]);
