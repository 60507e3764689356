/** Judges and plans for a resource that is held by a stand-in, as a run would. */
import type { Auditor, Collector } from "@plumbline/audit-kit/define";
import { judge, type RawInput, toFinding } from "@plumbline/audit-kit/judge";
import type { KnownFacts } from "@plumbline/audit-kit/lens";
import { findAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import type { Failing } from "@plumbline/audit-kit/remedy";
import type { FakeAws } from "@plumbline/aws-session/testing";
import type { Finding } from "@plumbline/finding-model/finding";

/** Reads all that some checks need of a resource, through its collector. */
export async function factsOf(collector: Collector, aws: FakeAws, id: string, needs: Iterable<string>): Promise<KnownFacts> {
  const [resource] = await findAll(collector, aws, id);
  if (!resource) throw new Error(`there is no ${collector.type} ${id}`);
  const facts: Record<string, unknown> = { ...resource };
  for (const need of new Set(needs)) {
    const known = (await lookAtAspect(collector, aws, need, [resource])).get(resource.id);
    if (!known || known.failure) throw new Error(`${need} of ${id}: ${known?.failure.message}`);
    facts[need] = known.value;
  }
  return facts;
}

const inputOf = (facts: KnownFacts): RawInput => ({
  facts,
  settings: { requireUrlAuth: true },
  context: { accounts: new Map() },
  account: { id: "111111111111", kind: "prod" },
  partition: "aws",
  region: "eu-west-1",
  knownAccounts: new Set(["111111111111", "222222222222"]),
  now: new Date(0),
});

/** What checks say of the facts. */
export const judged = (auditors: readonly Auditor[], facts: KnownFacts): Failing[] =>
  auditors.flatMap((auditor) => {
    const input = inputOf(facts);
    const resource = { account: "111111111111", region: "eu-west-1", type: auditor.subject.type, id: String(facts["id"]) };
    return judge(auditor, input).map((judgement) => ({ auditor, input, finding: toFinding(auditor, "aws", resource, judgement) }));
  });

/** True for a failing check that is not only of what a service may be made to do. */
export const isOpen = ({ finding }: Failing): boolean => finding.verdict.status === "fail" && finding.subKey !== "service";

/** The statements that a finding shows as evidence. */
export const shownBy = ({ verdict }: Finding): readonly unknown[] =>
  verdict.status === "fail" && Array.isArray(verdict.evidence["statements"]) ? verdict.evidence["statements"] : [];
