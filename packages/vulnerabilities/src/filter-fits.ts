import { z } from "zod";
import { type FilterField, filterFields, type PackageField, packageFields } from "./filter-fields.ts";
import type { InspectorFilter } from "./inspector-filter.ts";
import type { InspectorFinding } from "./inspector-finding.ts";
import { Instant } from "./instant.ts";

/** Whether a filter takes a finding; `untold` names the criteria that can't be compared here, where all others fit. */
export type FilterFit =
  | { readonly kind: "fits" }
  | { readonly kind: "fits-not" }
  | { readonly kind: "untold"; readonly untold: readonly string[] };
type Fit = boolean | "untold";

/**
 * Compares a finding with a filter's criteria: all criteria must fit; of the values of one, one that is wanted must, and none that is
 * unwanted. A criterion that is newer than this version, or that can be read in two ways, can't be told. The status is left out: the rule
 * itself changes it from ACTIVE to SUPPRESSED. https://docs.aws.amazon.com/inspector/latest/user/findings-managing-supression-rules.html
 */
export const filterFits = ({ criteria }: Pick<InspectorFilter, "criteria">, finding: InspectorFinding): FilterFit => {
  const asked = Object.entries(criteria).filter(([name, conditions]) => name !== "findingStatus" && conditions && conditions.length > 0);
  const fits = asked.map(([name, conditions = []]) => ({ name, fit: fitOf(filterFields.get(name), conditions, finding) }));
  if (fits.some(({ fit }) => fit === false)) return { kind: "fits-not" };
  const untold = fits.filter(({ fit }) => fit === "untold").map(({ name }) => name);
  return untold.length > 0 ? { kind: "untold", untold: untold.sort() } : { kind: "fits" };
};

const fitOf = (field: FilterField | undefined, conditions: readonly unknown[], finding: InspectorFinding): Fit => {
  switch (field?.kind) {
    case "text":
      return compared(z.array(TextCondition), conditions, (all) => fitsTexts(field.of(finding), all));
    case "number":
      return compared(z.array(NumberCondition), conditions, (all) => field.of(finding).some((number) => fitsNumber(number, all)));
    case "time":
      return compared(z.array(TimeCondition), conditions, (all) => field.of(finding).some((instant) => fitsTime(instant, all)));
    case "tags":
      return compared(z.array(TagCondition), conditions, (all) =>
        all.some(({ key, value }) => field.of(finding).some((tag) => tag[0] === key && (value === undefined || tag[1] === value))),
      );
    case "ports":
      return compared(z.array(PortCondition), conditions, (all) => fitsPorts(field.of(finding), all));
    case "packages":
      return compared(z.array(PackageCondition), conditions, (all) =>
        all.some((condition) => field.of(finding).some((held) => fitsPackage(held, condition))),
      );
    default:
      return "untold";
  }
};

const compared = <T>(schema: z.ZodType<T>, conditions: readonly unknown[], fits: (all: T) => Fit): Fit => {
  const read = schema.safeParse(conditions);
  return read.success ? fits(read.data) : "untold";
};

const TextCondition = z.object({ comparison: z.enum(["EQUALS", "PREFIX", "NOT_EQUALS"]), value: z.string() });
type TextCondition = z.infer<typeof TextCondition>;
const NumberCondition = z.object({ lowerInclusive: z.number().optional(), upperInclusive: z.number().optional() });
const TimeCondition = z.object({ startInclusive: Instant.optional(), endInclusive: Instant.optional() });
const TagCondition = z.object({ comparison: z.literal("EQUALS"), key: z.string(), value: z.string().optional() });
const PortCondition = z.object({ beginInclusive: z.number().optional(), endInclusive: z.number().optional() });
// Strict: a part of a package that is newer than this list can't be compared.
const PackageCondition = z.strictObject({
  ...{ name: TextCondition.optional(), version: TextCondition.optional(), release: TextCondition.optional() },
  ...{ architecture: TextCondition.optional(), sourceLayerHash: TextCondition.optional(), sourceLambdaLayerArn: TextCondition.optional() },
  ...{ filePath: TextCondition.optional(), epoch: NumberCondition.optional() },
});

const fitsTexts = (texts: readonly string[], all: readonly TextCondition[]): boolean => {
  const wanted = all.filter(({ comparison }) => comparison !== "NOT_EQUALS");
  const unwanted = all.filter(({ comparison }) => comparison === "NOT_EQUALS");
  const meets = (text: string, { comparison, value }: TextCondition) => (comparison === "PREFIX" ? text.startsWith(value) : text === value);
  return (
    (wanted.length === 0 || wanted.some((condition) => texts.some((text) => meets(text, condition)))) &&
    unwanted.every(({ value }) => !texts.includes(value))
  );
};

const fitsNumber = (number: number, all: readonly z.infer<typeof NumberCondition>[]): boolean =>
  all.some(
    ({ lowerInclusive = Number.NEGATIVE_INFINITY, upperInclusive = Number.POSITIVE_INFINITY }) =>
      number >= lowerInclusive && number <= upperInclusive,
  );

// Both are ISO 8601 in UTC with milliseconds, which sort as texts.
const fitsTime = (instant: string, all: readonly z.infer<typeof TimeCondition>[]): boolean =>
  all.some(({ startInclusive = "", endInclusive = "~" }) => instant >= startInclusive && instant <= endInclusive);

/** AWS does not say whether a range that lies partly within the wanted one fits. */
const fitsPorts = (
  ranges: readonly { readonly begin: number; readonly end: number }[],
  all: readonly z.infer<typeof PortCondition>[],
): Fit => {
  const fits = ranges.flatMap(({ begin, end }) =>
    all.map(({ beginInclusive = 0, endInclusive = 65_535 }): Fit => {
      if (begin >= beginInclusive && end <= endInclusive) return true;
      return end < beginInclusive || begin > endInclusive ? false : "untold";
    }),
  );
  if (fits.includes(true)) return true;
  return fits.includes("untold") ? "untold" : false;
};

const fitsPackage = (held: PackageField, { epoch, ...texts }: z.infer<typeof PackageCondition>): boolean =>
  (epoch === undefined || (held.epoch !== undefined && fitsNumber(held.epoch, [epoch]))) &&
  packageFields.every(([name, of]) => {
    const condition = texts[name];
    const text = of(held);
    return condition === undefined || fitsTexts(text === undefined ? [] : [text], [condition]);
  });
