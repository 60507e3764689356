import type { Finding } from "@plumbline/finding-model/finding";
import { describe, expect, it } from "vitest";
import { cure, defineAuditor, defineChange, type Remedy } from "./define.ts";
import { judge, toFinding } from "./judge.ts";
import { containedBy, type Failing, planResource } from "./remedy.ts";
import { box, boxClosed, boxLid, boxTagged } from "./world.fixture.ts";

const resource = { account: "111111111111", region: "us-east-1", type: "box", id: "a" };
const place = {
  partition: "aws",
  region: "us-east-1",
  account: { id: "111111111111", kind: "prod" as const },
  knownAccounts: new Set<string>(),
  now: new Date(0),
};
const input = { ...place, facts: { id: "a", state: "running", lid: { open: true }, tags: {} }, context: {}, settings: {} };
function failing(auditor: Failing["auditor"], facts: Readonly<Record<string, unknown>> = input.facts): Failing {
  const own = { ...input, facts };
  const [judgement] = judge(auditor, own);
  if (!judgement) throw new Error("not judged");
  const finding: Finding = toFinding(auditor, "aws", resource, judgement);
  return { auditor, finding, input: own };
}

// Two checks edit one aspect: each adds a line to a list.
const lines = defineChange({
  name: "box/lines",
  title: "Edit",
  on: box,
  aspect: "lid",
  state: boxLid.on.aspects.lid.schema,
  iam: [],
  undo: "restore",
  view: (lid) => lid,
  set: (_, lid) => lid,
});
const adds = (line: string) =>
  defineAuditor({
    id: `box/${line}`,
    title: line,
    severity: "low",
    source: "https://example.com/",
    subject: box,
    needs: ["lid"],
    evaluate: ({ facts }) => (facts.lid[line] ? { status: "pass" } : { status: "fail", reason: `no ${line}`, evidence: {} }),
    remediation: {
      summary: "Adds it.",
      changes: [lines],
      blastRadius: {
        tells: ["action", "last-used"],
        untold: "who reads it",
        of: ({ facts }, subKey) => ({ lastUsed: null, affected: [{ kind: "action", id: `${line} ${Object.keys(facts.lid)} ${subKey}` }] }),
      },
      plan: ({ facts }) => cure(lines.to({ ...facts.lid, [line]: true })),
    },
  });

describe("planResource", () => {
  it("plans settings before stops, whatever the order of the findings", () => {
    expect(planResource([failing(boxTagged), failing(boxClosed)]).changes.map(({ change }) => change)).toEqual(["box/lid", "box/state"]);
  });

  it("plans the gravest first among settings", () => {
    const { changes } = planResource([failing(adds("x")), failing({ ...adds("y"), severity: "critical" })]);
    expect(changes.map(({ check }) => check)).toEqual(["box/y", "box/x"]);
  });

  it("lets each plan start from what the one before it leaves", () => {
    const { changes } = planResource([failing(adds("x")), failing(adds("y"))]);
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [{ open: true }, { open: true, x: true }],
      [
        { open: true, x: true },
        { open: true, x: true, y: true },
      ],
    ]);
  });

  it("tells with each change what it touches, by the facts that its plan starts from", () => {
    const { changes } = planResource([failing(adds("x")), failing(adds("y")), failing(boxTagged)]);
    const told = (id: string) => ({ lastUsed: null, affected: [{ kind: "action", id }], untold: "who reads it" });
    expect(changes.map(({ blastRadius }) => blastRadius)).toEqual([
      told("x open undefined"),
      told("y open,x undefined"),
      { affected: [], untold: "who uses it" },
    ]);
  });

  it("refuses a radius that is none, before anything is planned from it", () => {
    const auditor = adds("x");
    const remediation = { ...auditor.remediation, blastRadius: { tells: [], of: () => ({ affected: [{ kind: "moon", id: "x" }] }) } };
    expect(() => planResource([failing({ ...auditor, remediation } as never)])).toThrow(/Invalid option/);
  });

  it("says when another change already puts a finding right", () => {
    const { changes, unplanned } = planResource([failing(adds("x")), failing(adds("x"))]);
    expect([changes.length, unplanned.map(({ reason }) => reason)]).toEqual([1, ["another change of this plan puts it right"]]);
  });

  const reasons: Record<string, [Partial<Failing["auditor"]>, string]> = {
    "no remediation": [{ remediation: undefined as never }, "the check has no remediation"],
    "a remedy that gives a reason": [
      { remediation: { summary: "", changes: [], blastRadius: { untold: "all" }, plan: (): Remedy => ({ none: "it can't be stopped" }) } },
      "it can't be stopped",
    ],
  };
  it.each(Object.entries(reasons))("plans nothing for %s", (_, [part, reason]) => {
    const { changes, unplanned } = planResource([failing({ ...boxClosed, ...part })]);
    expect([changes, unplanned[0]?.reason]).toEqual([[], reason]);
  });

  it("plans nothing where the containment is in place", () => {
    expect(planResource([failing(boxTagged, { ...input.facts, state: "stopped" })]).unplanned[0]?.reason).toBe("it is contained already");
  });
});

describe("containedBy", () => {
  it("names the changes whose end is the state as it is", () => {
    expect(containedBy(failing(boxTagged, { ...input.facts, state: "stopped" }))).toEqual(["box/state"]);
  });
  it("is undefined while the resource runs, and for what only a cure puts right", () => {
    expect([containedBy(failing(boxTagged)), containedBy(failing(boxClosed))]).toEqual([undefined, undefined]);
  });
});
