import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { type ApplyOptions, applyChanges } from "./apply.ts";
import { audit } from "./run.ts";
import { settleChanges } from "./settle.ts";
import { undoChanges } from "./undo.ts";
import { type Answer, boxClosed, boxPlain, boxTagged, fault, world, writers } from "./world.fixture.ts";

export interface Box {
  open: boolean;
  label: string | null;
  state: string;
}
const account = "111111111111";

/** A cloud that keeps what is written to its boxes. */
export function stateful(boxes: Record<string, Box>, answers: Record<string, Answer> = {}) {
  const named = (input: unknown): [Box, unknown] => {
    const [id, to] = Array.isArray(input) ? input : [input];
    const one = boxes[String(id)];
    if (!one) throw fault("failed", "NoSuchBox");
    return [one, to];
  };
  const write =
    (key: keyof Box): Answer =>
    ({ input }) => {
      const [one, to] = named(input);
      Object.assign(one, { [key]: to });
    };
  return world({
    ListBoxes: ({ input }) => (input === 0 ? Object.keys(boxes) : []),
    GetBox: ({ input }) => (boxes[String(input)] ? [{ id: input, state: boxes[String(input)]?.state }] : []),
    GetLid: ({ input }) => ({ open: named(input)[0].open, kept: 1 }),
    GetLabel: ({ input }) => {
      const { label } = named(input)[0];
      if (label === null) throw fault("failed", "NoSuchLabel");
      return label;
    },
    GetTags: () => new Map(),
    SetLid: write("open"),
    SetLabel: write("label"),
    SetState: write("state"),
    ...answers,
  });
}
export type Cloud = ReturnType<typeof world>;
const target = { id: account, kind: "prod" as const, mainRegion: "us-east-1", regions: [{ name: "us-east-1", required: true }] };
const auditors = [boxClosed, boxTagged, boxPlain];

export async function planOf(cloud: Cloud): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = [];
  for await (const outcome of audit({
    auditors,
    targets: [target],
    partition: "aws",
    connect: cloud.connect,
    now: new Date(0),
    plan: true,
  })) {
    if (outcome.kind === "resource") changes.push(...outcome.plan.changes);
  }
  return changes;
}

export type Run = Partial<ApplyOptions> & { action?: "apply" | "undo"; settle?: readonly JournalEntry[] };
export async function run(cloud: Cloud, changes: readonly PlannedChange[], { action = "apply", settle, ...options }: Run = {}) {
  const journal: JournalEntry[] = [];
  const slept: number[] = [];
  const applied = [];
  const all: ApplyOptions = {
    run: "r1",
    who: "arn:aws:iam::111111111111:user/me",
    connect: cloud.connect,
    writerOf: async (name) => Object.values(writers).find((writer) => writer.change.name === name),
    reaudit: async ({ check, resource }) => {
      const only = [{ account, region: resource.region, type: "box", ids: [resource.id] }];
      for await (const outcome of audit({
        auditors: auditors.filter(({ id }) => id === check),
        targets: [target],
        partition: "aws",
        connect: cloud.connect,
        now: new Date(0),
        only,
      })) {
        const [finding] = outcome.kind === "resource" ? outcome.findings : [];
        if (finding)
          return {
            status: finding.verdict.status,
            contained: finding.contained !== undefined,
            reason: "reason" in finding.verdict ? finding.verdict.reason : "",
          };
      }
      return { status: "not-applicable", contained: false, reason: "" };
    },
    journal: async (entry) => void journal.push(entry),
    allowIrreversible: false,
    now: () => new Date(0),
    sleep: async (ms) => void slept.push(ms),
    ...options,
  };
  const made = settle ? settleChanges(settle, all) : action === "apply" ? applyChanges(changes, all) : undoChanges(changes, all);
  for await (const one of made) applied.push(one);
  return { applied, journal, slept, statuses: applied.map(({ change, status }) => `${change.change} ${status}`) };
}

export const openBox = (): Record<string, Box> => ({ a: { open: true, label: null, state: "running" } });
export const open = (name: string) => ({ [name]: { open: true, label: null, state: "running" } });
export const many = (count: number): Record<string, Box> => Object.assign({}, ...Array.from({ length: count }, (_, i) => open(`b${i}`)));
export const lids = async (cloud: Cloud) => (await planOf(cloud)).filter(({ change }) => change === "box/lid");
