// biome-ignore-all format: a directive stands on the line before the mistake
/**
 * What must not compile. Each line under a directive is a mistake that a person would make; `tsc` fails when one of them compiles. It is
 * type-checked with the tests and never run.
 */
import { z } from "zod";
import { cure, defineAuditor, defineChange, defineCollector, defineWriter, read } from "./define.ts";
import { testAuditor } from "./testing.ts";
import { box, boxLid, boxState, owner } from "./world.fixture.ts";

const rest = { title: "t", severity: "high", source: "https://example.com/" } as const;
const pass = () => ({ status: "pass" }) as const;
const it = (_name: string, body: () => void) => body();

// @ts-expect-error the id begins with the subject's type
defineAuditor({ ...rest, id: "crate/x", subject: box, needs: [], evaluate: pass });
// @ts-expect-error the subject has no such aspect
defineAuditor({ ...rest, id: "box/x", subject: box, needs: ["lit"], evaluate: pass });
// @ts-expect-error an aspect that the check does not need is not among its facts
defineAuditor({ ...rest, id: "box/x", subject: box, needs: ["lid"], evaluate: ({ facts }) => (facts.label ? pass() : pass()) });
// @ts-expect-error the base has no such property
defineAuditor({ ...rest, id: "box/x", subject: box, needs: [], evaluate: ({ facts }) => (facts.colour ? pass() : pass()) });
// @ts-expect-error only the runner says unknown
defineAuditor({ ...rest, id: "box/x", subject: box, needs: [], evaluate: () => ({ status: "unknown" }) });
// @ts-expect-error a failure carries evidence
defineAuditor({ ...rest, id: "box/x", subject: box, needs: [], evaluate: () => ({ status: "fail", reason: "r" }) });
// @ts-expect-error a part has a subKey
defineAuditor({ ...rest, id: "box/x", subject: box, needs: [], evaluate: () => [{ status: "pass" }] });
// @ts-expect-error a severity is one of four words
defineAuditor({ ...rest, severity: "urgent", id: "box/x", subject: box, needs: [], evaluate: pass });
// @ts-expect-error a source is a page
defineAuditor({ ...rest, source: "AWS", id: "box/x", subject: box, needs: [], evaluate: pass });
// @ts-expect-error the context has no such aspect
read(owner, "lid");
const context = { owners: read(owner, "strict") };
// @ts-expect-error a resource of the context may be missing
defineAuditor({ ...rest, id: "box/x", subject: box, needs: [], context, evaluate: (input) => (input.context.owners.get("").strict ? pass() : pass()) });
const crate = defineCollector({
  ...{ type: "crate", title: "Crate", scope: "regional", iam: [], gone: [], aspects: {}, events: [] },
  base: z.object({ id: z.string() }),
  async *list() {
    yield* [];
  },
  find: async () => [],
});
const crateName = defineChange({
  name: "crate/name",
  title: "t",
  on: crate,
  aspect: "base",
  state: z.string(),
  iam: [],
  undo: "restore",
  view: ({ id }) => id,
  set: (base, id) => ({ ...base, id }),
});
defineAuditor({
  ...{ ...rest, id: "box/x", subject: box, needs: [] },
  evaluate: pass,
  // @ts-expect-error a check changes its own subject
  remediation: { summary: "s", changes: [crateName], plan: () => ({ none: "n" }) },
});
defineAuditor({
  ...{ ...rest, id: "box/x", subject: box, needs: ["tags"] },
  evaluate: pass,
  // @ts-expect-error a check changes only what it needs, or there is no state before
  remediation: { summary: "s", changes: [boxLid], plan: () => cure(boxState.to("stopped")) },
});
// @ts-expect-error a state has the schema of its change
boxLid.to("closed");
// @ts-expect-error a change is a lens on an aspect that exists
defineChange({ name: "box/x", title: "t", on: box, aspect: "lit", state: z.string(), iam: [], undo: "restore", view: () => "", set: () => "" });
// @ts-expect-error a lens gives back what it was given to set
defineChange({ name: "box/x", title: "t", on: box, aspect: "tags", state: z.string(), iam: [], undo: "restore", view: (tags) => tags, set: (tags) => tags });
// @ts-expect-error what can't be undone says why
defineChange({ name: "box/x", title: "t", on: box, aspect: "label", state: z.string(), iam: [], undo: "never", view: () => "", set: (label) => label });
// @ts-expect-error not an IAM action
defineChange({ name: "box/x", title: "t", on: box, aspect: "label", state: z.string(), iam: ["SetLabel"], undo: "restore", view: () => "", set: (label) => label });
// @ts-expect-error a writer is ready for every state of its change
defineWriter(boxState, async (_aws, _box, { to }) => to.open);

const type = {
  type: "x",
  title: "x",
  scope: "global",
  iam: [],
  gone: [],
  base: z.object({ id: z.string() }),
  async *list() {
    yield* [];
  },
  find: async () => [],
} as const;
const Labels = z.array(z.string());
// @ts-expect-error not an IAM action
defineCollector({ ...type, iam: ["BOX.list"], aspects: {}, events: [] });
// @ts-expect-error every resource has an id
defineCollector({ ...type, base: z.object({ name: z.string() }), aspects: {}, events: [] });
// @ts-expect-error a fetch gives what its schema parses
defineCollector({ ...type, aspects: { labels: { iam: [], schema: Labels, fetch: async () => [1] } }, events: [] });
// @ts-expect-error a batch answers by id
defineCollector({ ...type, aspects: { labels: { iam: [], schema: Labels, per: 20, fetch: async () => [""] } }, events: [] });
// @ts-expect-error a fetch for one resource is given one
defineCollector({ ...type, aspects: { labels: { iam: [], schema: Labels, fetch: async (_aws, all) => all.map(String) } }, events: [] });
// @ts-expect-error an event touches aspects that exist
defineCollector({ ...type, aspects: { labels: { iam: [], schema: Labels, fetch: async () => [""] } }, events: [{ source: "x.amazonaws.com", name: "X", id: "requestParameters.x", effect: "update", touches: ["label"] }] });
// @ts-expect-error an id comes from the record
defineCollector({ ...type, aspects: {}, events: [{ source: "x.amazonaws.com", name: "X", id: "detail.x", effect: "create" }] });
// @ts-expect-error a name is the base's or an aspect's, not both
defineCollector({ ...type, aspects: { id: { iam: [], schema: z.string(), fetch: async () => "" } }, events: [] });
const needsLid = defineAuditor({ ...rest, id: "box/x", subject: box, needs: ["lid"], evaluate: pass });
// @ts-expect-error a row has the aspects that the check needs
testAuditor(it, needsLid, { pass: { "without a lid": { facts: { id: "a" } } }, fail: {} });

type IsAny<T> = 0 extends 1 & T ? true : false;
type Never<T extends false> = T;
/** And what must not be `any`: the facts, the context and the settings of a check. */
export const typed = defineAuditor({
  ...{ ...rest, id: "box/x", subject: box, needs: ["lid", "tags"], context },
  settings: z.strictObject({ days: z.number().default(1) }),
  evaluate({ facts, context: { owners }, settings }) {
    const none: [
      Never<IsAny<typeof facts.lid>>,
      Never<IsAny<typeof facts.tags>>,
      Never<IsAny<typeof owners>>,
      Never<IsAny<typeof settings.days>>,
    ] = [false, false, false, false];
    return none[0] ? pass() : { status: "not-applicable", reason: facts.id };
  },
});
