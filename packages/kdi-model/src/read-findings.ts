import type { Readable } from "node:stream";
import type { ReadJson } from "@plumbline/read-json/json-form";
import { readJson } from "@plumbline/read-json/read-json";
import { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { z } from "zod";
import { AsffFinding } from "./asff-finding.ts";
import { withTimes } from "./event-time.ts";
import { fromAsff, ownerOf } from "./from-asff.ts";
import { withoutNulls } from "./without-nulls.ts";

/** `inspector`: as ListFindings has it; `security-hub`: ASFF; `event`: an event of EventBridge. */
export type SavedForm = "inspector" | "security-hub" | "event";

/** What stood in one place of what was saved. */
export type ReadFinding = { readonly where: string } & (
  | {
      readonly kind: "finding";
      readonly form: SavedForm;
      readonly finding: InspectorFinding;
      /** Fields of a finding of its type that the form does not carry. */
      readonly lost: readonly string[];
    }
  /** It is no finding of Inspector, and nothing is wrong with that. */
  | { readonly kind: "passed-over"; readonly reason: string }
  /** An answer that says that there are more pages: without them the findings are not all. */
  | { readonly kind: "more-pages"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string }
);
type Told = ReadFinding extends infer R ? (R extends { readonly where: string } ? Omit<R, "where"> : never) : never;

/**
 * Reads saved findings of Inspector: what `aws inspector2 list-findings` and `aws securityhub get-findings` print, one after another or not,
 * lists and lines of findings, and events of EventBridge; gzip or not. Holds one value at a time. Whatever is not a finding is told with its
 * place. `name` begins the place; one that ends in `.gz` says that it is gzip.
 */
export async function* readFindings(source: Readable, name: string): AsyncGenerator<ReadFinding> {
  const form = { word: "finding", lists: ["findings", "Findings"], beside: ["nextToken", "NextToken"], isEmptyAFault: true } as const;
  for await (const read of readJson(source, name, form)) for (const told of toldOf(read)) yield { where: read.where, ...told };
}

const toldOf = (read: ReadJson): readonly Told[] =>
  "reason" in read ? [{ kind: "unreadable", reason: read.reason }] : recognized(read.value);

const More = z.union([z.strictObject({ nextToken: z.string() }), z.strictObject({ NextToken: z.string() })]);
const Event = z.object({ "detail-type": z.string(), detail: z.unknown() });
const HubEvent = z.object({ findings: z.array(z.unknown()) });
/** A finding of an on-demand scan of a machine image comes by event alone. */
const findingEvents: ReadonlySet<string> = new Set(["Inspector2 Finding", "OnDemand AMI Scan Findings"]);
const hubEvents = /^Security Hub Findings - /;

const recognized = (value: unknown): readonly Told[] => {
  if (More.safeParse(value).success) return [{ kind: "more-pages", reason: morePages }];
  const event = Event.safeParse(value);
  if (event.success) return ofEvent(event.data);
  if (hasKey(value, "findingArn")) return [asInspector(value, { form: "inspector", lost: [] })];
  if (hasKey(value, "ProductArn")) return [asAsff(value, "security-hub")];
  return [{ kind: "unreadable", reason: `it is no finding: ${hasKey(value, "class_uid") ? ocsf : expected}` }];
};
// A token names no page, so that pages can't be matched.
const morePages =
  "the answer holds a next token: there are more pages, and nothing tells whether they are among what is read; save the listing whole, as the AWS CLI does without --max-items and --no-paginate";
const expected = "expected findingArn as in `aws inspector2 list-findings`, ProductArn as in `aws securityhub get-findings`, or an event";
const ocsf = "it is OCSF, of Security Hub's second edition; save `aws inspector2 list-findings` instead";

const hasKey = (value: unknown, key: string): boolean => typeof value === "object" && value !== null && key in value;

const ofEvent = (event: z.infer<typeof Event>): readonly Told[] => {
  const type = event["detail-type"];
  if (findingEvents.has(type)) return [asInspector(withTimes(event.detail), { form: "event", lost: [] })];
  const hub = HubEvent.safeParse(event.detail);
  if (hubEvents.test(type) && hub.success) return hub.data.findings.map((finding) => asAsff(finding, "event"));
  return [{ kind: "passed-over", reason: `it is an event of ${type}, which holds no finding of Inspector` }];
};

const Owned = z.object({ Id: z.string(), ProductArn: z.string(), ProductName: z.string().optional() });

const asAsff = (value: unknown, form: SavedForm): Told => {
  // Other products' findings may have any shape.
  const owned = Owned.safeParse(withoutNulls(value));
  const owner = owned.success ? ownerOf(owned.data) : "Inspector";
  if (owner !== "Inspector") return { kind: "passed-over", reason: `it is a finding of ${owner}` };
  const read = AsffFinding.safeParse(withoutNulls(value));
  if (!read.success) return unreadable("Id", value, read.error);
  const { raw, lost } = fromAsff(read.data);
  return asInspector(raw, { form, lost });
};

const asInspector = (value: unknown, { form, lost }: { readonly form: SavedForm; readonly lost: readonly string[] }): Told => {
  const read = InspectorFinding.safeParse(withoutNulls(value));
  return read.success ? { kind: "finding", form, finding: read.data, lost } : unreadable("findingArn", value, read.error);
};

const unreadable = (key: string, value: unknown, error: z.ZodError): Told => {
  const named = z.record(z.string(), z.unknown()).safeParse(value);
  const id = named.success && typeof named.data[key] === "string" ? named.data[key] : "without an id";
  const faults = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { kind: "unreadable", reason: `finding ${id} can't be read: ${faults.join("; ")}` };
};
