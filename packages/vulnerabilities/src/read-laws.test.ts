import { isLive } from "@plumbline/finding-model/vulnerability";
import { securityHub } from "@plumbline/testkit/security-hub";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readVulnerabilities } from "./read.ts";
import type { SentVulnerability } from "./retention.ts";
import { here, hubFinding, idOf, standInAws } from "./stand-ins.fixture.ts";

const hour = 3_600_000;
const day = 24 * hour;
const names = ["a", "b"];
const name = fc.constantFrom(...names);

/** What products, people and time do. `late` hours before it comes in a product has seen it. */
const Step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("sent" as const), name, late: fc.integer({ min: 0, max: 20 }), archived: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("workflow" as const), name, to: fc.constantFrom("NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 26, max: 45 * 24 }), fc.integer({ min: 90 * 24, max: 100 * 24 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("read" as const) }) },
);
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

/** What CAR would hold: each vulnerability with its state; and what Security Hub has that is active. It removes by age where it `isPrompt`. */
async function play(steps: readonly Step[], isPrompt: boolean): Promise<{ followed: string[]; fresh: string[]; active: string[] }> {
  let now = new Date("2026-01-01T00:00:00.000Z");
  const hub = securityHub({ now: () => now, mostOfPage: 2 });
  const aws = standInAws(hub.faults);
  const kept = new Map<string, SentVulnerability>();
  let since: Date | undefined;

  const read = async (known: Map<string, SentVulnerability>, from: Date | undefined) => {
    const named = new Set<string>();
    const unnamed = () => [...known.values()].filter(({ id }) => !named.has(id));
    const answer = await readVulnerabilities(aws, { source: "securityhub", now, since: from, unnamed });
    if (answer.kind === "not-enabled") throw new Error(answer.reason);
    for await (const { id, ...change } of answer.changes) {
      named.add(id);
      if (change.kind === "gone") known.delete(id);
      else known.set(id, { id, updated: new Date(change.vulnerability.updated), state: change.vulnerability.state });
    }
    // Whether its owner was told changes nothing in CAR, and is not looked for.
    const stateOf = ({ state }: SentVulnerability) => (isLive(state) ? "live" : state);
    return [...known.values()].map((one) => `${one.id} ${stateOf(one)} ${one.updated.toISOString()}`).sort();
  };
  /** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html */
  const forget = () => {
    for (const { Id, RecordState, UpdatedAt } of hub.findings(here))
      if (now.getTime() - Date.parse(UpdatedAt) >= (RecordState === "ARCHIVED" ? 30 : 90) * day) hub.remove(here, Id);
  };
  const acts: { [K in Step["do"]]: (step: Extract<Step, { do: K }>) => Promise<unknown> | unknown } = {
    sent: ({ name: id, late, archived }) => {
      const UpdatedAt = new Date(now.getTime() - late * hour).toISOString();
      const old = hub.findings(here).find(({ Id }) => Id === idOf(id));
      // A product's times do not run backwards.
      if (old && old.UpdatedAt > UpdatedAt) return;
      hub.put(here, hubFinding(id, { UpdatedAt, RecordState: archived ? "ARCHIVED" : "ACTIVE" }));
    },
    workflow: ({ name: id, to }) => {
      if (hub.findings(here).some(({ Id }) => Id === idOf(id))) hub.change(here, idOf(id), { Workflow: { Status: to } });
    },
    wait: ({ hours }) => {
      now = new Date(now.getTime() + hours * hour);
      if (isPrompt) forget();
    },
    read: async () => {
      const begun = now;
      await read(kept, since);
      since = begun;
    },
  };
  for (const step of steps) await acts[step.do](step as never);
  const active = hub.findings(here).filter(({ RecordState }) => RecordState === "ACTIVE");
  return { followed: await read(kept, since), fresh: await read(new Map(), undefined), active: active.map(({ Id }) => Id) };
}

test("reading what changed, again and again, ends where one whole listing begins", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 30, size: "max" }), fc.boolean(), async (steps, isPrompt) => {
      const { followed, fresh, active } = await play(steps, isPrompt);
      expect(followed).toEqual(fresh);
      // An active record is kept as long as Security Hub has it, whatever its workflow and age.
      expect(followed.map((one) => one.split(" ")[0])).toEqual(expect.arrayContaining(active));
    }),
    { numRuns: 300 },
  );
});
