import { Cell, isGap } from "@plumbline/finding-model/coverage";
import { Finding } from "@plumbline/finding-model/finding";
import { describe, expect, it } from "vitest";
import type { Auditor } from "./define.ts";
import { exceptionsAt } from "./exceptions.ts";
import { type AuditOptions, audit, SettingsError } from "./run.ts";
import { type Answer, boxClosed, boxLight, boxPlain, boxTagged, fault, world } from "./world.fixture.ts";

const target = {
  id: "111111111111",
  kind: "prod" as const,
  mainRegion: "us-east-1",
  regions: [
    { name: "us-east-1", required: true },
    { name: "eu-west-1", required: false },
  ],
};
const names = (count: number) => Array.from({ length: count }, (_, i) => `box-${i}`);
const good: Record<string, Answer> = {
  ListBoxes: ({ input }) => (input === 0 ? names(3) : []),
  GetBox: ({ input }) => [{ id: input }],
  GetLid: ({ input }) => ({ open: input === "box-1" }),
  GetLabel: () => {
    throw fault("failed", "NoSuchLabel");
  },
  GetTags: ({ input }) => new Map((Array.isArray(input) ? input : []).map((id) => [id, { owner: "x" }])),
  Weigh: () => new Map(names(3).map((id, i) => [id, i * 8])),
  GetStrict: () => true,
};

async function run(auditors: readonly Auditor[], answers: Record<string, Answer> = {}, options: Partial<AuditOptions> = {}) {
  const cloud = world({ ...good, ...answers });
  const findings: Finding[] = [];
  const cells: Cell[] = [];
  const plans = [];
  for await (const outcome of audit({
    auditors,
    targets: [target],
    partition: "aws",
    connect: cloud.connect,
    now: new Date(0),
    ...options,
  })) {
    if (outcome.kind === "survey") cells.push(...outcome.cells.map((cell) => Cell.parse(cell)));
    else {
      findings.push(...outcome.findings.map((finding) => Finding.parse(finding)));
      plans.push(outcome.plan);
    }
  }
  const tally = (check: string, region = "us-east-1") =>
    findings
      .filter((f) => f.check === check && f.resource.region === region)
      .map(({ verdict: v }) => (v.status === "unknown" ? `${v.cause}:${v.aspect}` : v.status));
  const cell = (aspect: string, region = "us-east-1", type = "box") =>
    cells.find((c) => c.aspect === aspect && c.region === region && c.type === type);
  return { ...cloud, findings, cells, plans, tally, cell };
}

describe("audit", () => {
  it("judges each resource in each region", async () => {
    const { tally } = await run([boxClosed]);
    expect([tally("box/closed"), tally("box/closed", "eu-west-1")]).toEqual([
      ["pass", "fail", "pass"],
      ["pass", "fail", "pass"],
    ]);
  });

  it("makes no call twice and none that no check needs", async () => {
    const { calls, count } = await run([boxClosed, boxTagged, boxLight]);
    expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(calls.length);
    expect([count("GetLabel"), count("Weigh"), count("GetStrict"), count("GetTags")]).toEqual([0, 2, 1, 2]);
  });

  it("asks in the service's batches", async () => {
    const { calls } = await run([boxTagged], { ListBoxes: ({ input }) => (input === 0 ? names(47) : []) });
    expect(
      calls.filter((c) => c.name === "GetTags" && c.region === "us-east-1").map((c) => Array.isArray(c.input) && c.input.length),
    ).toEqual([20, 20, 7]);
  });

  it("finds the one that was deleted meanwhile by halving its batch, and judges the others", async () => {
    const GetTags: Answer = ({ input }) => {
      const ids = Array.isArray(input) ? input : [];
      if (ids.includes("box-5")) throw fault("failed", "NoSuchBox");
      return new Map(ids.map((id) => [id, { owner: "x" }]));
    };
    const { tally, cell } = await run([boxTagged], { ListBoxes: ({ input }) => (input === 0 ? names(20) : []), GetTags });
    expect([tally("box/tagged").filter((s) => s === "pass").length, tally("box/tagged")[5]]).toEqual([19, "not-applicable"]);
    expect(cell("tags")).toMatchObject({ outcome: "ok", asked: 20, ok: 19, failures: { gone: 1 } });
  });

  const kinds = ["denied", "scp-denied", "expired", "throttled", "timed-out", "network", "unsupported", "region-disabled", "failed"];
  it.each(kinds)("an aspect that ends as %s makes the checks that need it unknown, and no others", async (kind) => {
    const { tally, cell } = await run([boxClosed, boxTagged], {
      GetLid: () => {
        throw fault(kind);
      },
    });
    expect([tally("box/closed"), tally("box/tagged")]).toEqual([Array(3).fill(`${kind}:lid`), ["pass", "pass", "pass"]]);
    expect([cell("lid")?.outcome, cell("tags")?.outcome, cell("lid")?.failures]).toEqual([kind, "ok", { [kind]: 3 }]);
  });

  it.each(kinds)("a listing that ends as %s makes its checks unknown", async (kind) => {
    const { tally, cell } = await run([boxClosed], {
      ListBoxes: ({ region }) => {
        if (region === "us-east-1") throw fault(kind);
        return [];
      },
    });
    expect([tally("box/closed"), cell("list")?.outcome, cell("lid")?.outcome]).toEqual([[`${kind}:list`], kind, "skipped"]);
  });

  it("keeps what it saw before the second page was denied", async () => {
    const { tally, cell } = await run([boxClosed], {
      ListBoxes: ({ input }) => {
        if (input === 1) throw fault("denied");
        return names(3);
      },
    });
    expect([tally("box/closed"), cell("list")?.outcome]).toEqual([["pass", "fail", "pass", "denied:list"], "denied"]);
  });

  it("an account that can't be signed in to leaves every cell named", async () => {
    const { findings, cells } = await run([boxClosed, boxLight], {}, { connect: () => Promise.reject(fault("denied", "AccessDenied")) });
    expect(cells.map((c) => `${c.region} ${c.type} ${c.aspect} ${c.outcome}`).sort()).toEqual([
      "eu-west-1 box lid skipped",
      "eu-west-1 box list denied",
      "eu-west-1 box weight skipped",
      "us-east-1 box lid skipped",
      "us-east-1 box list denied",
      "us-east-1 box weight skipped",
      "us-east-1 owner list denied",
      "us-east-1 owner strict skipped",
    ]);
    expect(findings.every(({ verdict }) => verdict.status === "unknown")).toBe(true);
  });

  it("a context that was not wholly seen makes the check unknown, not wrong", async () => {
    const { tally, cell } = await run([boxLight, boxClosed], {
      GetStrict: () => {
        throw fault("denied");
      },
    });
    expect([tally("box/light"), tally("box/closed")]).toEqual([Array(3).fill("denied:owner.strict"), ["pass", "fail", "pass"]]);
    expect(cell("strict", "us-east-1", "owner")?.outcome).toBe("denied");
  });

  it("a resource that a bulk answer does not mention is absent, unless the schema makes silence a fact", async () => {
    const { tally } = await run([boxLight, boxTagged], { Weigh: () => new Map([["box-0", 1]]), GetTags: () => new Map() });
    expect([tally("box/light"), tally("box/tagged")]).toEqual([
      ["pass", "absent:weight", "absent:weight"],
      ["fail", "fail", "fail"],
    ]);
  });

  it("an answer of an unexpected shape is a failure, not a pass", async () => {
    expect((await run([boxClosed], { GetLid: () => ({ closed: true }) })).tally("box/closed")).toEqual(Array(3).fill("failed:lid"));
  });

  it("a check that throws is unknown", async () => {
    const broken = {
      ...boxClosed,
      evaluate: () => {
        throw new Error("oops");
      },
    };
    expect((await run([broken])).tally("box/closed")).toEqual(Array(3).fill("failed:evaluate"));
  });

  it("a disabled region is a gap only when somebody named it", async () => {
    const { cells } = await run([boxClosed], {
      ListBoxes: () => {
        throw fault("region-disabled");
      },
    });
    expect(cells.filter(isGap).map(({ region }) => region)).toEqual(["us-east-1"]);
  });

  it("parts have findings of their own; none is not-applicable", async () => {
    const { findings } = await run([boxPlain], {
      GetLabel: ({ input }) => {
        if (input === "box-2") return "red";
        throw fault("failed", "NoSuchLabel");
      },
    });
    const own = findings.filter((f) => f.resource.region === "us-east-1").map((f) => [f.resource.id, f.subKey, f.verdict.status]);
    expect(own).toEqual([
      ["box-0", undefined, "not-applicable"],
      ["box-1", undefined, "not-applicable"],
      ["box-2", "red", "fail"],
    ]);
  });

  it("never has more fetches under way than it may", async () => {
    const { state } = await run(
      [boxClosed],
      { ListBoxes: ({ input }) => (input === 0 ? names(300) : []) },
      { fetchesAtOnce: 5, surveysAtOnce: 2 },
    );
    expect(state.most).toBeLessThanOrEqual(5 + 2);
  });

  it("signs in once to each place", async () => {
    expect((await run([boxClosed, boxTagged, boxLight])).state.places).toBe(2);
  });

  it("leaves out surveys that were done before", async () => {
    const { cells } = await run([boxClosed, boxLight], {}, { skip: ({ region }) => region === "us-east-1" });
    expect([...new Set(cells.map(({ region }) => region))]).toEqual(["eu-west-1"]);
  });

  it("looks only at the resources that are named, by find", async () => {
    const only = [{ account: target.id, region: "eu-west-1", type: "box", ids: ["box-1", "box-7"] }];
    const { findings, count } = await run(
      [boxClosed, boxLight],
      { GetBox: ({ input }) => (input === "box-7" ? [] : [{ id: input }]) },
      { only },
    );
    expect(findings.map((f) => [f.check, f.resource.id, f.verdict.status])).toEqual([
      ["box/closed", "box-1", "fail"],
      ["box/light", "box-1", "pass"],
      ["box/closed", "box-7", "not-applicable"],
      ["box/light", "box-7", "not-applicable"],
    ]);
    expect(count("ListBoxes")).toBe(0);
  });

  it("judges a resource once, however often it is named, and says how many a name means", async () => {
    const only = [{ account: target.id, region: "us-east-1", type: "box", ids: ["both", "box-1"] }];
    const GetBox: Answer = ({ input }) => (input === "both" ? [{ id: "box-0" }, { id: "box-1" }] : [{ id: input }]);
    const cloud = world({ ...good, GetBox });
    const named = [];
    for await (const outcome of audit({
      auditors: [boxClosed],
      targets: [target],
      partition: "aws",
      connect: cloud.connect,
      now: new Date(0),
      only,
    })) {
      if (outcome.kind === "resource") named.push([outcome.findings[0]?.resource.id, outcome.named]);
    }
    expect(named).toEqual([
      ["box-0", { as: "both", matches: 2 }],
      ["box-1", { as: "both", matches: 2 }],
    ]);
  });

  it("a named resource that can't be found is unknown, and the others go on", async () => {
    const only = [{ account: target.id, region: "us-east-1", type: "box", ids: ["box-0", "box-1"] }];
    const GetBox: Answer = ({ input }) => {
      if (input === "box-0") throw fault("denied");
      return [{ id: input }];
    };
    expect((await run([boxClosed], { GetBox }, { only })).tally("box/closed")).toEqual(["denied:list", "fail"]);
  });

  it("looks only at resources with the tags that are asked for", async () => {
    const GetTags: Answer = () =>
      new Map([
        ["box-0", { owner: "x" }],
        ["box-1", { owner: "y" }],
      ]);
    expect((await run([boxClosed], { GetTags }, { tags: { owner: "y" } })).tally("box/closed")).toEqual(["fail"]);
  });

  it("marks what is contained, with the change that did it, and what is excepted", async () => {
    const { findings } = await run(
      [boxTagged],
      { GetTags: () => new Map(), GetBox: ({ input }) => [{ id: input, state: "stopped" }] },
      {
        only: [{ account: target.id, region: "us-east-1", type: "box", ids: ["box-0"] }],
        changeIdOf: (_, change) => (change === "box/state" ? "c1" : undefined),
        exceptions: exceptionsAt([{ type: ["box"], reason: "test", owner: "me", expires: "2030-01-01" }], new Date(0)),
      },
    );
    expect(findings.map(({ verdict, contained, exception }) => [verdict.status, contained, exception?.owner])).toEqual([
      ["fail", { change: "c1" }, "me"],
    ]);
  });

  const oneRegion = { ...target, regions: target.regions.slice(0, 1) };
  const keep = { reason: "test", owner: "me", expires: "2030-01-01" };
  const readTags: Answer = () => new Map([["box-0", { keep: "yes" }]]);
  const denyTags: Answer = () => {
    throw fault("denied", "AccessDenied", "no tags for you");
  };
  const tagRows: Record<string, { exception: object; GetTags: Answer; calls: number; marks: unknown[] }> = {
    "that it has, and of the others none": {
      exception: { tag: ["keep=y*"] },
      GetTags: readTags,
      calls: 1,
      marks: [["me", undefined], undefined],
    },
    "that it has with another value": { exception: { tag: ["keep=no"] }, GetTags: readTags, calls: 1, marks: [undefined, undefined] },
    "that could not be read: it may be excepted": {
      exception: { tag: ["keep=yes"] },
      GetTags: denyTags,
      calls: 1,
      marks: Array(2).fill(["me", "its tags could not be read: no tags for you"]),
    },
    "of another type, for which none are read": {
      exception: { tag: ["keep=yes"], type: ["crate"] },
      GetTags: readTags,
      calls: 0,
      marks: [undefined, undefined],
    },
    "of another check, for which none are read": {
      exception: { tag: ["keep=yes"], check: ["crate/*"] },
      GetTags: readTags,
      calls: 0,
      marks: [undefined, undefined],
    },
  };
  it.each(Object.entries(tagRows))("excepts by a tag %s", async (_, { exception, GetTags, calls, marks }) => {
    const { findings, count } = await run(
      [boxClosed],
      { GetTags, GetLid: () => ({ open: true }) },
      { targets: [oneRegion], exceptions: exceptionsAt([{ ...keep, ...exception }], new Date(0)) },
    );
    const failing = findings.filter(({ verdict }) => verdict.status === "fail").slice(0, 2);
    expect(failing.map(({ exception: mark }) => mark && [mark.owner, mark.unproven])).toEqual(marks);
    expect(count("GetTags")).toBe(calls);
  });

  it("refuses settings that do not fit before the first call", () => {
    const cloud = world(good);
    expect(() =>
      audit({
        auditors: [boxLight],
        targets: [target],
        partition: "aws",
        connect: cloud.connect,
        now: new Date(0),
        settings: { "box/light": { mots: 1 } },
      }),
    ).toThrow(SettingsError);
    expect(cloud.calls).toEqual([]);
  });
});
