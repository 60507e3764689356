/** Security Hub in front of the emulator, which ignores the filters of GetFindings and knows no BatchUpdateFindings. */
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import type { Call } from "./aws-call.ts";
import type { Faults, Reply } from "./faults.ts";
import { pageOf } from "./filtered.ts";
import { chosen, HubQuestion, HubRecord } from "./security-hub-filters.ts";

export interface HubPlace {
  readonly account: string;
  readonly region: string;
}
/** Security Hub of every account and region; on everywhere at first. */
export interface SecurityHubStandIn {
  /** Answers GetFindings, BatchImportFindings and BatchUpdateFindings; other calls are left to the emulator. */
  readonly faults: Faults;
  /** As BatchImportFindings would, for any product. Throws for a finding that is none. */
  put(place: HubPlace, ...findings: object[]): void;
  findings(place: HubPlace): readonly HubRecord[];
  /** Sets fields of a finding as its product would: `{ RecordState: "ARCHIVED", UpdatedAt: ... }`. Throws when there is none. */
  change(place: HubPlace, id: string, fields: Readonly<Record<string, unknown>>): void;
  /** As Security Hub does with what was not updated for long. */
  remove(place: HubPlace, id: string): void;
  switchOff(place: HubPlace): void;
  switchOn(place: HubPlace): void;
  /** Makes a region the home of others: it shows their findings too. */
  aggregate(home: HubPlace, linked: readonly string[]): void;
}

interface World {
  readonly now: () => Date;
  readonly stores: Map<string, Map<string, HubRecord>>;
  readonly off: Set<string>;
  readonly linked: Map<string, readonly string[]>;
  readonly mostOfPage: number;
}
interface Options {
  readonly now: () => Date;
  /** Below 100 it makes many pages of few findings. */
  readonly mostOfPage?: number;
}

export const securityHub = ({ now, mostOfPage = 100 }: Options): SecurityHubStandIn => {
  const world: World = { now, mostOfPage, stores: new Map(), off: new Set(), linked: new Map() };
  const known = (place: HubPlace, id: string): HubRecord => {
    const found = storeOf(world, place).get(id);
    if (!found) throw new Error(`Security Hub of ${keyOf(place)} has no finding ${id}`);
    return found;
  };
  return {
    faults: (call) => (call.service === "securityhub" ? answers[call.operation]?.(call, world) : undefined),
    put: (place, ...findings) => {
      for (const finding of findings) take(world, place, HubRecord.parse(finding));
    },
    findings: (place) => [...storeOf(world, place).values()],
    change: (place, id, fields) => void storeOf(world, place).set(id, HubRecord.parse({ ...known(place, id), ...fields })),
    remove: (place, id) => void storeOf(world, place).delete(known(place, id).Id),
    switchOff: (place) => void world.off.add(keyOf(place)),
    switchOn: (place) => void world.off.delete(keyOf(place)),
    aggregate: (home, linked) => void world.linked.set(keyOf(home), linked),
  };
};

const keyOf = ({ account, region }: HubPlace) => `${account} ${region}`;
const storeOf = ({ stores }: World, place: HubPlace): Map<string, HubRecord> => {
  const store = stores.get(keyOf(place)) ?? new Map<string, HubRecord>();
  stores.set(keyOf(place), store);
  return store;
};

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply => ({
  ...{ status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) },
});
const refused = (status: number, code: string, Message: string): Reply =>
  json(status, { Code: code, Message }, { "x-amzn-errortype": code });

type Answer = (call: Call, world: World) => Reply;
/** Refuses what AWS would refuse: a service that is off, and what does not fit the shape of the call. */
const guarded =
  (answer: Answer): Answer =>
  (call, world) => {
    if (world.off.has(keyOf(call)))
      return refused(401, "InvalidAccessException", `Account ${call.account} is not subscribed to AWS Security Hub`);
    try {
      return answer(call, world);
    } catch (error) {
      return refused(400, "InvalidInputException", error instanceof Error ? error.message : String(error));
    }
  };
const bodyOf = ({ body }: Call): unknown => JSON.parse(body || "{}");

const getFindings: Answer = (call, world) => {
  const question = HubQuestion.parse(bodyOf(call));
  const regions = [call.region, ...(world.linked.get(keyOf(call)) ?? [])];
  const visible = regions.flatMap((region) => [...storeOf(world, { account: call.account, region }).values()]);
  const { NextToken, MaxResults, ...asked } = question;
  const size = Math.min(MaxResults, world.mostOfPage);
  const page = pageOf(chosen(visible, question, world.now()), asked, { token: NextToken, size });
  if (!page) throw new Error("Invalid NextToken");
  return json(200, { Findings: page.rows, ...(page.next !== undefined && { NextToken: page.next }) });
};

const Import = z.object({
  Findings: z
    .array(z.looseObject({ Id: z.string().optional() }))
    .min(1)
    .max(100),
});
const importFindings: Answer = (call, world) => {
  const failed: object[] = [];
  const { Findings } = Import.parse(bodyOf(call));
  for (const raw of Findings) {
    const read = HubRecord.safeParse(raw);
    if (read.success && read.data.AwsAccountId === call.account) take(world, call, read.data);
    else
      failed.push({
        Id: raw.Id ?? "",
        ErrorCode: "InvalidInput",
        ErrorMessage: read.success ? "the finding is of another account" : faultsIn(read.error),
      });
  }
  return json(200, { FailedCount: failed.length, SuccessCount: Findings.length - failed.length, FailedFindings: failed });
};

const labels = [
  ["CRITICAL", 90],
  ["HIGH", 70],
  ["MEDIUM", 40],
  ["LOW", 1],
  ["INFORMATIONAL", 0],
] as const;
/**
 * What becomes of a finding that a product sends: what the customer's side is stays as it is, but a finding that is active again, or fails
 * again, is new to him. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Workflow.html, API_Severity.html
 */
const take = (world: World, place: HubPlace, sent: HubRecord): void => {
  const store = storeOf(world, place);
  const old = store.get(sent.Id);
  const { Label, Normalized } = sent.Severity ?? {};
  const label = Label ?? labels.find(([, least]) => (Normalized ?? 0) >= least)?.[0] ?? "INFORMATIONAL";
  const isBack = old?.RecordState === "ARCHIVED" && sent.RecordState !== "ARCHIVED" && old.Workflow?.Status !== "SUPPRESSED";
  store.set(sent.Id, {
    ...sent,
    Region: sent.Region ?? place.region,
    RecordState: sent.RecordState ?? "ACTIVE",
    Severity: { ...sent.Severity, Label: label, Normalized: Normalized ?? labels.find(([name]) => name === label)?.[1] ?? 0 },
    Workflow: isBack ? { Status: "NEW" } : (old?.Workflow ?? sent.Workflow ?? { Status: "NEW" }),
    ...(old?.["Note"] !== undefined && { Note: old["Note"] }),
  });
};

const Update = z.object({
  FindingIdentifiers: z
    .array(z.object({ Id: z.string(), ProductArn: z.string() }))
    .min(1)
    .max(100),
  Workflow: z.object({ Status: z.enum(["NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"]) }).optional(),
  Severity: z.looseObject({}).optional(),
  Note: z.object({ Text: z.string(), UpdatedBy: z.string() }).optional(),
});
/** It leaves UpdatedAt as it is. https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html */
const updateFindings: Answer = (call, world) => {
  const { FindingIdentifiers, Workflow, Severity, Note } = Update.parse(bodyOf(call));
  const store = storeOf(world, call);
  const isKnown = ({ Id, ProductArn }: { Id: string; ProductArn: string }) => store.get(Id)?.ProductArn === ProductArn;
  for (const { Id } of FindingIdentifiers.filter(isKnown)) {
    const old = store.get(Id);
    const note = Note && { Note: { ...Note, UpdatedAt: world.now().toISOString() } };
    if (old)
      store.set(Id, { ...old, ...(Workflow && { Workflow }), ...(Severity && { Severity: { ...old.Severity, ...Severity } }), ...note });
  }
  return json(200, {
    ProcessedFindings: FindingIdentifiers.filter(isKnown),
    UnprocessedFindings: FindingIdentifiers.filter((one) => !isKnown(one)).map((FindingIdentifier) => ({
      ...{ FindingIdentifier, ErrorCode: "FindingNotFound", ErrorMessage: "Finding does not exist" },
    })),
  });
};

const answers: Readonly<Record<string, Answer>> = {
  GetFindings: guarded(getFindings),
  BatchImportFindings: guarded(importFindings),
  BatchUpdateFindings: guarded(updateFindings),
};
