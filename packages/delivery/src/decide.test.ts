import type { Finding } from "@plumbline/finding-model/finding";
import type { Remediation } from "@plumbline/finding-model/notice";
import { describe, expect, it } from "vitest";
import { type Decision, decide, type Told } from "./decide.ts";
import { finding, pass, remediations, unknown } from "./notice.fixture.ts";

const open = finding();
const contained = finding("orders", { contained: {} });
const excepted = finding("orders", { exception: { id: "e1", reason: "r", owner: "o", expires: "2099-01-01" } });
const perhaps = finding("orders", { exception: { id: "e1", reason: "r", owner: "o", unproven: "its tags could not be read: denied" } });
const passes = finding("orders", { verdict: pass });
const gone = finding("orders", { verdict: { status: "not-applicable", reason: "deleted while we looked" } });
const unseen = finding("orders", { verdict: unknown });
const worse = finding("orders", { verdict: { status: "fail", reason: "it lets two in", evidence: {} } });
const otherEvidence = finding("orders", { verdict: { status: "fail", reason: "its policy lets anyone in", evidence: { lastUsed: 1 } } });

const { "not tried": notTried, failed, undone, planned, refused } = remediations as Record<string, Remediation>;
const cured = remediations["verified: cured"];
const limited = remediations["verified: contained"];

const say = (decision: Decision) => (decision.kind === "silent" ? "silent" : `${decision.happened} ${decision.remediation.state}`);

/** What a run knows: a finding, what it did about it, and whether the finding is made from a change alone. */
type Run = readonly [finding: Finding, remediation?: Remediation | undefined, made?: "made"];

/** Goes through what runs know, one after the other, and says what each tells. */
function story(...runs: readonly Run[]): string[] {
  let told: Told | undefined;
  return runs.map(([one, remediation, made]) => {
    const decision = decide({ finding: one, isJudged: made === undefined, remediation }, told);
    if (decision.kind === "tell")
      told = decision.keep && { version: 1, at: "2026-03-01T12:00:00.000Z", run: "r", finding: one, ...decision.keep };
    else if (decision.keep && told) told = { ...told, ...decision.keep };
    return say(decision);
  });
}

describe("what is told", () => {
  const rows: Record<string, { runs: Run[]; says: string[] }> = {
    "a failing finding once": { runs: [[open], [open], [open]], says: ["new not-tried", "silent", "silent"] },
    "what passes is no news": { runs: [[passes], [gone]], says: ["silent", "silent"] },
    "what could not be looked at is no news": { runs: [[unseen]], says: ["silent"] },
    "resolved once": { runs: [[open], [passes], [passes]], says: ["new not-tried", "resolved not-tried", "silent"] },
    "resolved when it is gone": { runs: [[open], [gone]], says: ["new not-tried", "resolved not-tried"] },
    "unknown never resolves": { runs: [[open], [unseen], [open]], says: ["new not-tried", "silent", "silent"] },
    "new again after it was resolved": { runs: [[open], [passes], [open]], says: ["new not-tried", "resolved not-tried", "new not-tried"] },
    "changed when the reason is another": { runs: [[open], [worse], [worse]], says: ["new not-tried", "changed not-tried", "silent"] },
    "not changed by evidence alone": { runs: [[open], [otherEvidence]], says: ["new not-tried", "silent"] },
    "a change that cured, at once": { runs: [[open, cured], [passes]], says: ["resolved verified", "silent"] },
    "a change that cured, later": {
      runs: [[open], [open, cured, "made"], [passes]],
      says: ["new not-tried", "resolved verified", "silent"],
    },
    "a containment, and the scan after it is silent": {
      runs: [[open], [open, limited, "made"], [contained], [contained]],
      says: ["new not-tried", "changed verified", "silent", "silent"],
    },
    "a containment by a run that judged before it": {
      runs: [[open, limited], [contained], [contained]],
      says: ["new verified", "silent", "silent"],
    },
    "a containment that is gone": {
      runs: [[open, limited], [contained], [open], [open]],
      says: ["new verified", "silent", "changed not-tried", "silent"],
    },
    "a failed change stays told": { runs: [[open], [open, failed], [open]], says: ["new not-tried", "changed failed", "silent"] },
    "a failed change once": {
      runs: [
        [open, failed],
        [open, failed],
      ],
      says: ["new failed", "silent"],
    },
    "a refused change once": {
      runs: [
        [open, refused],
        [open, refused],
      ],
      says: ["new refused", "silent"],
    },
    "a change that was refused and then failed": {
      runs: [
        [open, refused],
        [open, failed],
      ],
      says: ["new refused", "changed failed"],
    },
    "an announced change, and the run that makes it": {
      runs: [[open, planned], [open], [open, cured]],
      says: ["new planned", "silent", "resolved verified"],
    },
    "an undone change opens the finding again": {
      runs: [[open, cured], [open, undone, "made"], [open], [open]],
      says: ["resolved verified", "new undone", "silent", "silent"],
    },
    "an undone containment": {
      runs: [[open], [open, limited], [contained], [open, undone, "made"], [open]],
      says: ["new not-tried", "changed verified", "silent", "changed undone", "silent"],
    },
    "what is excepted is muted": { runs: [[excepted], [excepted]], says: ["silent", "silent"] },
    "what may be excepted, and nobody knows": { runs: [[perhaps], [perhaps]], says: ["new not-tried", "silent"] },
    "an exception that comes later": { runs: [[open], [excepted], [excepted]], says: ["new not-tried", "changed not-tried", "silent"] },
    "an exception that ends": { runs: [[excepted], [open]], says: ["silent", "new not-tried"] },
    "a change without a scan before": { runs: [[open, failed, "made"], [worse], [worse]], says: ["new failed", "silent", "silent"] },
  };
  it.each(Object.entries(rows))("%s", (_, { runs, says }) => expect(story(...runs)).toEqual(says));

  it("not tried is what a scan alone says", () => expect(notTried).toEqual({ state: "not-tried" }));
});
