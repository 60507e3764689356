/** GetFindings of Security Hub, as AWS filters and sorts. */
import { z } from "zod";
import { fitsTexts } from "./filtered.ts";

const text = z.string().optional();
const Resource = z.looseObject({ Type: z.string(), Id: z.string(), Partition: text, Region: text });
/** A finding as BatchImportFindings takes it and GetFindings gives it. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
export const HubRecord = z.looseObject({
  ...{ SchemaVersion: z.literal("2018-10-08"), Id: z.string().min(1), ProductArn: z.string(), GeneratorId: z.string() },
  ...{
    AwsAccountId: z.string().regex(/^\d{12}$/),
    CreatedAt: z.iso.datetime({ offset: true }),
    UpdatedAt: z.iso.datetime({ offset: true }),
  },
  ...{ Title: z.string(), Description: z.string(), ProductName: text, Region: text, RecordState: text },
  Types: z.array(z.string()).optional(),
  FirstObservedAt: z.iso.datetime({ offset: true }).optional(),
  LastObservedAt: z.iso.datetime({ offset: true }).optional(),
  Severity: z.looseObject({ Label: text, Normalized: z.number().optional() }).optional(),
  Workflow: z.looseObject({ Status: text }).optional(),
  Compliance: z.looseObject({ Status: text }).optional(),
  Resources: z.array(Resource).min(1),
});
export type HubRecord = z.infer<typeof HubRecord>;

const some = (...values: readonly (string | undefined)[]): string[] => values.flatMap((value) => value ?? []);
const texts: Readonly<Record<string, (finding: HubRecord) => string[]>> = {
  Id: ({ Id }) => [Id],
  ProductArn: ({ ProductArn }) => [ProductArn],
  ProductName: ({ ProductName }) => some(ProductName),
  GeneratorId: ({ GeneratorId }) => [GeneratorId],
  AwsAccountId: ({ AwsAccountId }) => [AwsAccountId],
  Region: ({ Region }) => some(Region),
  Type: ({ Types = [] }) => Types,
  Title: ({ Title }) => [Title],
  SeverityLabel: ({ Severity }) => some(Severity?.Label),
  RecordState: ({ RecordState }) => some(RecordState),
  WorkflowStatus: ({ Workflow }) => some(Workflow?.Status),
  ComplianceStatus: ({ Compliance }) => some(Compliance?.Status),
  ResourceId: ({ Resources }) => Resources.map(({ Id }) => Id),
  ResourceType: ({ Resources }) => Resources.map(({ Type }) => Type),
  ResourceRegion: ({ Resources }) => Resources.flatMap(({ Region }) => some(Region)),
  ResourcePartition: ({ Resources }) => Resources.flatMap(({ Partition }) => some(Partition)),
};
const times: Readonly<Record<string, (finding: HubRecord) => string | undefined>> = {
  CreatedAt: ({ CreatedAt }) => CreatedAt,
  UpdatedAt: ({ UpdatedAt }) => UpdatedAt,
  FirstObservedAt: ({ FirstObservedAt }) => FirstObservedAt,
  LastObservedAt: ({ LastObservedAt }) => LastObservedAt,
};

const comparisons = ["EQUALS", "PREFIX", "NOT_EQUALS", "PREFIX_NOT_EQUALS", "CONTAINS", "NOT_CONTAINS"] as const;
const TextFilters = z.array(z.strictObject({ Value: z.string(), Comparison: z.enum(comparisons) })).max(20);
const Range = z.strictObject({
  ...{ Value: z.int().min(1), Unit: z.literal("DAYS") },
  Comparison: z.enum(["WITHIN", "OLDER_THAN"]).default("WITHIN"),
});
const stamp = z.iso.datetime({ offset: true });
const TimeFilters = z.array(z.union([z.strictObject({ Start: stamp, End: stamp }), z.strictObject({ DateRange: Range })])).max(20);
const SortCriteria = z.array(z.strictObject({ Field: z.string(), SortOrder: z.enum(["asc", "desc"]) }));

/** What GetFindings is asked. */
export const HubQuestion = z.strictObject({
  Filters: z.record(z.string(), z.unknown()).default({}),
  SortCriteria: SortCriteria.default([]),
  NextToken: z.string().optional(),
  MaxResults: z.int().min(1).max(100).default(100),
});
export type HubQuestion = z.infer<typeof HubQuestion>;

/** The findings that fit, in the order that was asked for, else as they came. Throws for filters that AWS, or this stand-in, does not take. */
export const chosen = (findings: readonly HubRecord[], { Filters, SortCriteria }: HubQuestion, now: Date): HubRecord[] => {
  const asked = Object.entries(Filters);
  if (asked.length > 10) throw new Error("at most 10 attributes can be filtered by");
  const conditions = asked.map(([name, filters]) => conditionOf(name, filters, now));
  const found = findings.filter((finding) => conditions.every((fits) => fits(finding)));
  return SortCriteria.reduceRight((rows, { Field, SortOrder }) => {
    const value = (finding: HubRecord) => times[Field]?.(finding) ?? texts[Field]?.(finding)[0] ?? "";
    const order = SortOrder === "asc" ? 1 : -1;
    return rows.toSorted((a, b) => (value(a) < value(b) ? -order : Number(value(a) > value(b)) * order));
  }, found);
};

const conditionOf = (name: string, filters: unknown, now: Date): ((finding: HubRecord) => boolean) => {
  const textOf = texts[name];
  const timeOf = times[name];
  if (textOf) {
    const all = TextFilters.parse(filters).map(({ Value, Comparison }) => ({ value: Value, comparison: Comparison }));
    const used = new Set(all.map(({ comparison }) => comparison));
    if (used.has("EQUALS") && (used.has("NOT_EQUALS") || used.has("PREFIX_NOT_EQUALS")))
      throw new Error(`${name} can't have both an EQUALS filter and a NOT_EQUALS or PREFIX_NOT_EQUALS filter`);
    if (used.has("CONTAINS") && used.has("NOT_CONTAINS")) throw new Error(`${name} can't have both a CONTAINS and a NOT_CONTAINS filter`);
    return (finding) => fitsTexts(textOf(finding), all);
  }
  if (!timeOf) throw new Error(`the stand-in does not filter by ${name}`);
  const spans = TimeFilters.parse(filters).map((filter) => spanOf(filter, now));
  return (finding) => {
    const at = new Date(timeOf(finding) ?? Number.NaN).getTime();
    return spans.length === 0 || spans.some(({ from, to }) => at >= from && at <= to);
  };
};

const day = 24 * 3_600_000;
const spanOf = (filter: z.infer<typeof TimeFilters>[number], now: Date): { from: number; to: number } => {
  if ("Start" in filter) return { from: Date.parse(filter.Start), to: Date.parse(filter.End) };
  const edge = now.getTime() - filter.DateRange.Value * day;
  return filter.DateRange.Comparison === "WITHIN" ? { from: edge, to: now.getTime() } : { from: Number.NEGATIVE_INFINITY, to: edge };
};
