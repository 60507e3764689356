/** Inspector in front of the emulator, which has no findings of its own, no filters, no pages and no details. */
import { z } from "zod";
import type { Call } from "./aws-call.ts";
import type { Faults, Reply } from "./faults.ts";
import { fitsTexts, pageOf } from "./filtered.ts";

const seconds = z.number();
/** A finding as it is on the wire: times are epoch seconds. https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html */
export const InspectorRecord = z.looseObject({
  ...{ findingArn: z.string().min(1), awsAccountId: z.string(), type: z.string(), status: z.string(), severity: z.string() },
  ...{
    description: z.string(),
    firstObservedAt: seconds,
    lastObservedAt: seconds,
    updatedAt: seconds.optional(),
    title: z.string().optional(),
  },
  remediation: z.looseObject({}),
  resources: z.array(z.looseObject({ type: z.string(), id: z.string() })).min(1),
});
export type InspectorRecord = z.infer<typeof InspectorRecord>;

interface Place {
  readonly account: string;
  readonly region: string;
}
/** Inspector of every account and region; on everywhere at first. */
export interface InspectorStandIn {
  /** Answers ListFindings, BatchGetFindingDetails, BatchGetAccountStatus, ListFilters and ListMembers; other calls are left to the emulator. */
  readonly faults: Faults;
  /** New findings, or new words on old ones. Throws for a finding that is none. */
  put(place: Place, ...findings: object[]): void;
  /** What BatchGetFindingDetails says of a finding, without its ARN. */
  detail(place: Place, arn: string, details: object): void;
  remove(place: Place, arn: string): void;
  /** A filter, as ListFilters answers it. */
  filter(
    place: Place,
    filter: { readonly name: string; readonly action: "NONE" | "SUPPRESS"; readonly criteria: object; readonly reason?: string },
  ): void;
  /** The members of an administrator, each with its relationship, such as `ENABLED`; in the place of those before. */
  members(place: Place, members: Readonly<Record<string, string>>): void;
  switchOff(place: Place): void;
}

interface Store {
  readonly findings: Map<string, InspectorRecord>;
  readonly details: Map<string, object>;
  readonly filters: { readonly action: string; readonly [name: string]: unknown }[];
  members: Readonly<Record<string, string>>;
  isOff: boolean;
}
interface World {
  readonly storeOf: (place: Place) => Store;
  readonly mostOfPage: number;
}

export const inspector2 = ({ mostOfPage = 100 }: { readonly mostOfPage?: number } = {}): InspectorStandIn => {
  const stores = new Map<string, Store>();
  const storeOf = ({ account, region }: Place): Store => {
    const key = `${account} ${region}`;
    const store = stores.get(key) ?? { findings: new Map(), details: new Map(), filters: [], members: {}, isOff: false };
    stores.set(key, store);
    return store;
  };
  return {
    faults: (call) => (call.service === "inspector2" ? answers[call.operation]?.(call, { storeOf, mostOfPage }) : undefined),
    put: (place, ...findings) => {
      for (const finding of findings.map((one) => InspectorRecord.parse(one))) storeOf(place).findings.set(finding.findingArn, finding);
    },
    detail: (place, arn, details) => void storeOf(place).details.set(arn, details),
    remove: (place, arn) => void storeOf(place).findings.delete(arn),
    filter: (place, { name, ...told }) => {
      const arn = ["arn", "aws", "inspector2", place.region, place.account, `owner/${place.account}/filter/${name}`].join(":");
      storeOf(place).filters.push({ arn, name, ownerId: place.account, createdAt: 1767225600, updatedAt: 1767225600, ...told });
    },
    members: (place, members) => {
      storeOf(place).members = members;
    },
    switchOff: (place) => {
      storeOf(place).isOff = true;
    },
  };
};

const json = (body: object): Reply => ({ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const invalid = (message: string): Reply => ({
  status: 400,
  headers: { "content-type": "application/json", "x-amzn-errortype": "ValidationException" },
  body: JSON.stringify({ message, reason: "FIELD_VALIDATION_FAILED" }),
});
type Answer = (call: Call, world: World) => Reply;
const guarded =
  (answer: Answer): Answer =>
  (call, world) => {
    try {
      return answer(call, world);
    } catch (error) {
      return invalid(error instanceof Error ? error.message : String(error));
    }
  };
const bodyOf = ({ body }: Call): unknown => JSON.parse(body || "{}");

const texts: Readonly<Record<string, (finding: InspectorRecord) => string[]>> = {
  findingArn: ({ findingArn }) => [findingArn],
  awsAccountId: ({ awsAccountId }) => [awsAccountId],
  findingType: ({ type }) => [type],
  findingStatus: ({ status }) => [status],
  severity: ({ severity }) => [severity],
  title: ({ title }) => (title === undefined ? [] : [title]),
  resourceType: ({ resources }) => resources.map(({ type }) => type),
  resourceId: ({ resources }) => resources.map(({ id }) => id),
};
const times: Readonly<Record<string, (finding: InspectorRecord) => number | undefined>> = {
  updatedAt: ({ updatedAt }) => updatedAt,
  firstObservedAt: ({ firstObservedAt }) => firstObservedAt,
  lastObservedAt: ({ lastObservedAt }) => lastObservedAt,
};
const TextFilters = z
  .array(z.strictObject({ value: z.string(), comparison: z.enum(["EQUALS", "PREFIX", "NOT_EQUALS"]) }))
  .min(1)
  .max(10);
const TimeFilters = z
  .array(z.strictObject({ startInclusive: seconds.optional(), endInclusive: seconds.optional() }))
  .min(1)
  .max(10);
const ListQuestion = z.strictObject({
  filterCriteria: z.record(z.string(), z.unknown()).default({}),
  sortCriteria: z
    .strictObject({
      field: z.enum(["FINDING_STATUS", "FINDING_TYPE", "SEVERITY", "FIRST_OBSERVED_AT", "LAST_OBSERVED_AT"]),
      sortOrder: z.enum(["ASC", "DESC"]),
    })
    .optional(),
  nextToken: z.string().optional(),
  maxResults: z.int().min(1).max(100).default(100),
});

const conditionOf = (name: string, filters: unknown): ((finding: InspectorRecord) => boolean) => {
  const textOf = texts[name];
  const timeOf = times[name];
  if (textOf) {
    const all = TextFilters.parse(filters);
    return (finding) => fitsTexts(textOf(finding), all);
  }
  if (!timeOf) throw new Error(`the stand-in does not filter by ${name}`);
  const spans = TimeFilters.parse(filters);
  return (finding) => {
    const at = timeOf(finding);
    return (
      at !== undefined &&
      spans.some(({ startInclusive = 0, endInclusive = Number.POSITIVE_INFINITY }) => at >= startInclusive && at <= endInclusive)
    );
  };
};

const sortedBy: Readonly<Record<string, (finding: InspectorRecord) => string | number>> = {
  FINDING_STATUS: ({ status }) => status,
  FINDING_TYPE: ({ type }) => type,
  SEVERITY: ({ severity }) => severity,
  FIRST_OBSERVED_AT: ({ firstObservedAt }) => firstObservedAt,
  LAST_OBSERVED_AT: ({ lastObservedAt }) => lastObservedAt,
};

const listFindings: Answer = (call, { storeOf, mostOfPage }) => {
  const { nextToken, maxResults, ...asked } = ListQuestion.parse(bodyOf(call));
  const conditions = Object.entries(asked.filterCriteria).map(([name, filters]) => conditionOf(name, filters));
  const store = storeOf(call);
  // One that is off itself may be its organization's administrator all the same, and sees its members' findings.
  const seen = [...store.findings.values()].filter(({ awsAccountId }) => !store.isOff || awsAccountId !== call.account);
  const found = seen.filter((finding) => conditions.every((fits) => fits(finding)));
  const value = asked.sortCriteria && sortedBy[asked.sortCriteria.field];
  const order = asked.sortCriteria?.sortOrder === "DESC" ? -1 : 1;
  const sorted = value ? found.toSorted((a, b) => (value(a) < value(b) ? -order : Number(value(a) > value(b)) * order)) : found;
  const page = pageOf(sorted, asked, { token: nextToken, size: Math.min(maxResults, mostOfPage) });
  if (!page) throw new Error("nextToken is of another request");
  return json({ findings: page.rows, ...(page.next !== undefined && { nextToken: page.next }) });
};

const DetailsQuestion = z.strictObject({ findingArns: z.array(z.string()).min(1).max(10) });
const getDetails: Answer = (call, { storeOf }) => {
  const { findingArns } = DetailsQuestion.parse(bodyOf(call));
  const { details } = storeOf(call);
  return json({
    findingDetails: findingArns.flatMap((findingArn) => (details.has(findingArn) ? { findingArn, ...details.get(findingArn) } : [])),
    errors: findingArns
      .filter((findingArn) => !details.has(findingArn))
      .map((findingArn) => ({ findingArn, errorCode: "FINDING_DETAILS_NOT_FOUND", errorMessage: "Finding details not found" })),
  });
};

const FiltersQuestion = z.strictObject({
  ...{ action: z.enum(["NONE", "SUPPRESS"]).optional(), arns: z.array(z.string()).optional() },
  ...{ nextToken: z.string().optional(), maxResults: z.int().min(1).max(100).default(100) },
});
const listFilters: Answer = (call, { storeOf, mostOfPage }) => {
  const { nextToken, maxResults, ...asked } = FiltersQuestion.parse(bodyOf(call));
  const found = storeOf(call).filters.filter(({ action }) => asked.action === undefined || action === asked.action);
  const page = pageOf(found, asked, { token: nextToken, size: Math.min(maxResults, mostOfPage) });
  if (!page) throw new Error("nextToken is of another request");
  return json({ filters: page.rows, ...(page.next !== undefined && { nextToken: page.next }) });
};

const MembersQuestion = z.strictObject({
  ...{ onlyAssociated: z.boolean().default(true), nextToken: z.string().optional(), maxResults: z.int().min(1).max(50).default(50) },
});
/** An account that administers none has none here; whether Inspector refuses it instead, its pages do not say. */
const listMembers: Answer = (call, { storeOf, mostOfPage }) => {
  const { nextToken, maxResults, ...asked } = MembersQuestion.parse(bodyOf(call));
  const found = Object.entries(storeOf(call).members).flatMap(([accountId, relationshipStatus]) =>
    asked.onlyAssociated && relationshipStatus === "REMOVED"
      ? []
      : { accountId, relationshipStatus, delegatedAdminAccountId: call.account, updatedAt: 1767225600 },
  );
  const page = pageOf(found, asked, { token: nextToken, size: Math.min(maxResults, mostOfPage) });
  if (!page) throw new Error("nextToken is of another request");
  return json({ members: page.rows, ...(page.next !== undefined && { nextToken: page.next }) });
};

const StatusQuestion = z.strictObject({ accountIds: z.array(z.string()).optional() });
const getStatus: Answer = (call, { storeOf }) => {
  const { accountIds = [call.account] } = StatusQuestion.parse(bodyOf(call));
  const stateOf = (accountId: string) => ({
    ...{ status: storeOf({ ...call, account: accountId }).isOff ? "DISABLED" : "ENABLED", errorCode: "ALREADY_ENABLED", errorMessage: "" },
  });
  return json({
    accounts: accountIds.map((accountId) => ({
      ...{ accountId, state: stateOf(accountId), resourceState: { ec2: stateOf(accountId), ecr: stateOf(accountId) } },
    })),
    failedAccounts: [],
  });
};

const answers: Readonly<Record<string, Answer>> = {
  ListFindings: guarded(listFindings),
  BatchGetFindingDetails: guarded(getDetails),
  BatchGetAccountStatus: guarded(getStatus),
  ListFilters: guarded(listFilters),
  ListMembers: guarded(listMembers),
};
