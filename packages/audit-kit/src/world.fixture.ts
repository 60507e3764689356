/** A made-up cloud for the tests of the runner: types of our own, answers by a table, every call counted. */
import { z } from "zod";
import { type Aws, contain, cure, defineAuditor, defineChange, defineCollector, defineWriter, read } from "./define.ts";

export interface Call {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly input: unknown;
}
export type Answer = (call: Call) => unknown;

/** An error of the shape that aws-session throws. */
export const fault = (kind: string, code = kind, message = code): Error => Object.assign(new Error(message), { kind, code });

class Cloud {
  readonly send: (name: string, input: unknown) => Promise<unknown>;
  constructor(config: { region: string; send?: (name: string, input: unknown) => Promise<unknown> }) {
    this.send = config.send ?? (() => Promise.reject(new Error("no network here")));
  }
}

/** Signs in to the made-up cloud; keeps every call and the most that ran at once. */
export function world(answers: Readonly<Record<string, Answer>>) {
  const calls: Call[] = [];
  const state = { running: 0, most: 0, places: 0 };
  const connect = async ({ account, region }: { account: string; region: string }): Promise<Aws> => {
    state.places++;
    const send = async (name: string, input: unknown) => {
      const call = { account, region, name, input };
      calls.push(call);
      state.most = Math.max(state.most, ++state.running);
      await new Promise((resolve) => setImmediate(resolve));
      state.running--;
      const answer = answers[name];
      if (!answer) throw new Error(`the world has no ${name}`);
      return answer(call);
    };
    const config = { region, send };
    return { partition: "aws", account, region, client: (type) => new type(config) };
  };
  return { calls, state, connect, count: (name: string) => calls.filter((call) => call.name === name).length };
}
const ask = (aws: Aws, name: string, input: unknown = {}) => aws.client(Cloud).send(name, input);

const Names = z.array(z.string());
const Tags = z.record(z.string(), z.string()).default({});
const Switch = z.object({ open: z.boolean() }).catchall(z.json());

/** A regional type with an aspect of each reach. */
export const box = defineCollector({
  type: "box",
  title: "Box",
  scope: "regional",
  iam: ["box:ListBoxes"],
  findIam: ["box:GetBox"],
  gone: ["NoSuchBox"],
  base: z.object({ id: z.string(), state: z.string().default("running") }),
  async *list(aws) {
    for (let page = 0; page < 9; page++) {
      const names = Names.parse(await ask(aws, "ListBoxes", page));
      if (names.length === 0) return;
      for (const id of names) yield { id };
    }
  },
  async find(aws, id) {
    return z.array(z.object({ id: z.string(), state: z.string().optional() })).parse(await ask(aws, "GetBox", id));
  },
  aspects: {
    lid: { iam: ["box:GetLid"], schema: Switch, fetch: async (aws, { id }) => Switch.parse(await ask(aws, "GetLid", id)) },
    label: {
      iam: ["box:GetLabel"],
      schema: z.string().nullable().default(null),
      none: ["NoSuchLabel"],
      fetch: async (aws, { id }) => z.string().parse(await ask(aws, "GetLabel", id)),
    },
    tags: {
      iam: ["box:GetTags"],
      schema: Tags,
      per: 20,
      fetch: async (aws, boxes) =>
        z.map(z.string(), Tags).parse(
          await ask(
            aws,
            "GetTags",
            boxes.map(({ id }) => id),
          ),
        ),
    },
    weight: {
      iam: ["box:Weigh"],
      schema: z.number(),
      per: "listing",
      fetch: async (aws) => z.map(z.string(), z.number()).parse(await ask(aws, "Weigh")),
    },
  },
  events: [
    { source: "box.amazonaws.com", name: "CreateBox", effect: "create", id: "responseElements.id" },
    { source: "box.amazonaws.com", name: "SetLid", effect: "update", touches: ["lid"], id: "requestParameters.id" },
  ],
});

/** A global type, read as a context. */
export const owner = defineCollector({
  type: "owner",
  title: "Owner",
  scope: "global",
  iam: [],
  gone: [],
  base: z.object({ id: z.string() }),
  async *list(aws) {
    yield { id: aws.account };
  },
  find: async (_, id) => [{ id }],
  aspects: {
    strict: { iam: ["owner:GetStrict"], schema: z.boolean(), fetch: async (aws) => z.boolean().parse(await ask(aws, "GetStrict")) },
  },
  events: [],
});

export const boxLid = defineChange({
  name: "box/lid",
  title: "Close the lid",
  on: box,
  aspect: "lid",
  state: z.boolean(),
  iam: ["box:SetLid"],
  undo: "restore",
  view: ({ open }) => open,
  set: (lid, open) => ({ ...lid, open }),
});
export const boxState = defineChange({
  name: "box/state",
  title: "Stop the box",
  on: box,
  aspect: "base",
  state: z.enum(["running", "stopped"]),
  iam: ["box:Stop", "box:Start"],
  undo: "restore",
  stage: "stop",
  view: ({ state }) => (state === "stopped" ? "stopped" : "running"),
  set: (base, state) => ({ ...base, state }),
  settling: ({ state }) => state === "stopping",
});
export const boxLabel = defineChange({
  name: "box/label",
  title: "Remove the label",
  on: box,
  aspect: "label",
  state: z.string().nullable(),
  iam: ["box:SetLabel"],
  undo: { impossible: "a label can't be printed again" },
  view: (label) => label,
  set: (_, label) => label,
});
export const writers = {
  "box/lid": defineWriter(boxLid, (aws, { id }, { to }) => ask(aws, "SetLid", [id, to])),
  "box/state": defineWriter(boxState, (aws, { id }, { to }) => ask(aws, "SetState", [id, to])),
  "box/label": defineWriter(boxLabel, (aws, { id }, { to }) => ask(aws, "SetLabel", [id, to])),
};

const check = { severity: "high", source: "https://example.com/" } as const;
export const boxClosed = defineAuditor({
  ...check,
  id: "box/closed",
  title: "Boxes are closed",
  subject: box,
  needs: ["lid"],
  evaluate: ({ facts }) => (facts.lid.open ? { status: "fail", reason: "it is open", evidence: { open: true } } : { status: "pass" }),
  remediation: { summary: "Closes it.", changes: [boxLid], blastRadius: { untold: "who reaches in" }, plan: () => cure(boxLid.to(false)) },
});
export const boxTagged = defineAuditor({
  ...check,
  id: "box/tagged",
  title: "Boxes are tagged",
  severity: "low",
  subject: box,
  needs: ["tags"],
  evaluate: ({ facts }) => ("owner" in facts.tags ? { status: "pass" } : { status: "fail", reason: "no owner", evidence: {} }),
  remediation: {
    summary: "Stops it.",
    changes: [boxState],
    blastRadius: { untold: "who uses it" },
    plan: () => contain(boxState.to("stopped")),
  },
});
export const boxLight = defineAuditor({
  ...check,
  id: "box/light",
  title: "Boxes are light where the owner is strict",
  subject: box,
  needs: ["weight"],
  context: { owners: read(owner, "strict") },
  settings: z.strictObject({ most: z.number().default(10) }),
  evaluate({ facts, context, account, settings }) {
    if (!context.owners.get(account.id)?.strict) return { status: "not-applicable", reason: "the owner is not strict" };
    return facts.weight > settings.most ? { status: "fail", reason: "too heavy", evidence: { weight: facts.weight } } : { status: "pass" };
  },
});
export const boxPlain = defineAuditor({
  ...check,
  id: "box/plain",
  title: "Boxes have no label",
  subject: box,
  needs: ["label"],
  evaluate: ({ facts }) =>
    facts.label === null ? [] : [{ subKey: facts.label, status: "fail", reason: "it has a label", evidence: { label: facts.label } }],
  remediation: {
    summary: "Removes it.",
    changes: [boxLabel],
    blastRadius: { untold: "who reads it" },
    plan: () => cure(boxLabel.to(null)),
  },
});
