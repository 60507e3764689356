import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Aws } from "@plumbline/aws-session/aws";
import { z } from "zod";
import { tableError } from "./dynamodb-error.ts";
import { StoreError } from "./error.ts";

export const RequestStatus = z.enum(["REQUESTED", "INPROGRESS", "COMPLETED", "INCOMPLETE", "FAILED"]);
export type RequestStatus = z.infer<typeof RequestStatus>;

/** What the table tells of one request. `email` and `firstName` may come from another system; the rest is ours. */
export const RequestItem = z.object({
  requestId: z.string(),
  status: RequestStatus.optional(),
  email: z.string().optional().catch(undefined),
  firstName: z.string().optional().catch(undefined),
  /** The run that answers it, and how often it was begun or gone on with. */
  run: z.string().optional(),
  invocations: z.number().optional(),
  cellsDone: z.number().optional(),
  startedAt: z.string().optional(),
  mail: z.string().optional(),
  /** Who registered it; nobody else may ask for it. */
  customer: z.string().optional(),
  /** The scans of a request that has several, and how many of its entries were refused. */
  scans: z.array(z.string()).optional(),
  entriesRefused: z.number().optional(),
  /** The request that this scan is one of several of. */
  parent: z.string().optional(),
  controlsFail: z.number().optional(),
});
export type RequestItem = z.infer<typeof RequestItem>;

/** What may be written into the item; undefined takes an attribute out. */
export type RequestFields = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Taken, with the item as it was before; or why not. */
export type ClaimedRequest = { readonly before: RequestItem } | { readonly refused: "running" | RequestStatus };

export interface ScanRequests {
  read(id: string): Promise<RequestItem | undefined>;
  /**
   * Notes a new request, also one whose scan failed, never began within `staleSeconds`, or broke off long ago. Tells the status of one that
   * stands against it; `foreign` when another customer registered it.
   */
  register(id: string, fields: RequestFields, staleSeconds: number): Promise<RequestStatus | "foreign" | undefined>;
  /** Writes that a request which was noted can't be begun; what has begun or was never noted stays. */
  fail(id: string, fields: RequestFields): Promise<void>;
  /** Notes the scans of a request that has several; it ends with the last of them, which names it as its `parent`. */
  split(id: string, scans: readonly string[], fields: RequestFields): Promise<void>;
  /**
   * Takes a request for one owner; of several at once one succeeds. What has ended stays as it is. An owner that has it gets it again: where
   * the answer is lost on the way, the SDK asks a second time.
   */
  claim(id: string, owner: string, seconds: number): Promise<ClaimedRequest>;
  /** Writes and holds it for longer. False when another owner has it. */
  hold(id: string, owner: string, seconds: number, fields: RequestFields): Promise<boolean>;
  /** Writes the last fields and gives it back; a second time too, as above. False when another owner has it. */
  end(id: string, owner: string, fields: RequestFields): Promise<boolean>;
}

/**
 * Requests in a DynamoDB table with the partition key `requestId` (a string), written attribute by attribute, so that what other systems keep
 * in the item stays. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function dynamodbRequests(aws: Aws, table: string, now: () => Date): ScanRequests {
  const keyOf = (id: string) => ({ TableName: table, Key: { requestId: { S: id } } });

  /** Tells the item as it was before, or undefined when the condition does not hold. */
  async function update(id: string, tried: string, { set, adds = {}, condition, values = {} }: Update): Promise<Attributes | undefined> {
    const sdk = await import("@aws-sdk/client-dynamodb");
    const written = expressionOf(set, adds);
    const command = new sdk.UpdateItemCommand({
      ...keyOf(id),
      UpdateExpression: written.text,
      ...(condition === undefined ? {} : { ConditionExpression: condition }),
      ExpressionAttributeNames: { ...written.names, ...namesIn(condition) },
      ExpressionAttributeValues: { ...written.values, ...values },
      ReturnValues: "ALL_OLD",
    });
    try {
      return (await aws.client(sdk.DynamoDBClient).send(command)).Attributes ?? {};
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if ([error, cause].some((one) => one instanceof sdk.ConditionalCheckFailedException)) return undefined;
      throw tableError(`${tried} ${id} in the table ${table}`, table, error);
    }
  }

  async function read(id: string): Promise<RequestItem | undefined> {
    const sdk = await import("@aws-sdk/client-dynamodb");
    const get = new sdk.GetItemCommand({ ...keyOf(id), ConsistentRead: true });
    const { Item: item } = await aws
      .client(sdk.DynamoDBClient)
      .send(get)
      .catch((error: unknown) => Promise.reject(tableError(`read ${id} in the table ${table}`, table, error)));
    return item && itemOf(id, item, table);
  }

  /** Ends a request that has several scans, once all of them have ended. */
  async function settle(id: string): Promise<void> {
    const parent = await read(id);
    if (parent?.status !== "INPROGRESS" || !parent.scans?.length) return;
    const each = await Promise.all(parent.scans.map(async (scan) => (await read(scan))?.status));
    if (each.some((status) => status === undefined || status === "REQUESTED" || status === "INPROGRESS")) return;
    const isAll = (ended: RequestStatus) => each.every((status) => status === ended);
    const isWhole = isAll("COMPLETED") && !parent.entriesRefused;
    const status = isWhole ? "COMPLETED" : isAll("FAILED") ? "FAILED" : "INCOMPLETE";
    const finishedAt = now().toISOString();
    await update(id, "end", {
      set: { status, finishedAt, updatedAt: finishedAt },
      ...{ condition: "#status = :running", values: { ":running": text("INPROGRESS") } },
    });
  }

  const instant = (seconds: number): number => now().getTime() + seconds * 1000;
  const text = (S: string): AttributeValue => ({ S });
  const number = (value: number): AttributeValue => ({ N: String(value) });
  const isOwn = "#leaseOwner = :owner";

  return {
    read,
    async register(id, fields, staleSeconds) {
      const { customer } = fields;
      const isMine = `attribute_not_exists(#customer)${typeof customer === "string" ? " OR #customer = :customer" : ""}`;
      const isFree =
        "attribute_not_exists(#status) OR #status = :failed OR (#status = :requested AND (attribute_not_exists(#leaseUntil) OR #leaseUntil < :now)) OR (#status = :running AND #leaseUntil < :lapsed)";
      const old = await update(id, "note", {
        set: { ...fresh, ...fields, status: "REQUESTED", leaseUntil: instant(staleSeconds) },
        condition: `(${isMine}) AND (${isFree})`,
        values: {
          ...{ ":failed": text("FAILED"), ":requested": text("REQUESTED"), ":running": text("INPROGRESS") },
          ...{ ":now": number(instant(0)), ":lapsed": number(instant(-lapsedSeconds)) },
          ...(typeof customer === "string" ? { ":customer": text(customer) } : {}),
        },
      });
      if (old) return undefined;
      const item = await read(id);
      return item?.customer !== undefined && item.customer !== customer ? "foreign" : (item?.status ?? "REQUESTED");
    },
    async fail(id, fields) {
      const set = { ...fields, status: "FAILED", leaseUntil: undefined, updatedAt: now().toISOString() };
      const old = await update(id, "end", { set, condition: "#status = :requested", values: { ":requested": text("REQUESTED") } });
      if (old?.["parent"]?.S !== undefined) await settle(old["parent"].S);
    },
    async split(id, scans, fields) {
      const set = { ...fresh, ...fields, scans, status: "INPROGRESS", leaseUntil: undefined, updatedAt: now().toISOString() };
      await update(id, "note", { set });
      await settle(id);
    },
    async claim(id, owner, seconds) {
      const condition =
        "attribute_not_exists(#status) OR #status = :requested OR (#status = :running AND attribute_not_exists(#scans) AND (attribute_not_exists(#leaseUntil) OR #leaseUntil <= :now OR #leaseOwner = :owner))";
      const old = await update(id, "take", {
        set: { status: "INPROGRESS", leaseOwner: owner, leaseUntil: instant(seconds), updatedAt: now().toISOString() },
        adds: { invocations: 1 },
        condition,
        values: { ":requested": text("REQUESTED"), ":running": text("INPROGRESS"), ":now": number(instant(0)), ":owner": text(owner) },
      });
      if (old) return { before: itemOf(id, { ...old, requestId: { S: id } }, table) };
      const { status, parent } = (await read(id)) ?? {};
      // The invocation that ended it may have been cut off before it came to this.
      if (parent !== undefined) await settle(parent);
      return { refused: status === undefined || status === "INPROGRESS" || status === "REQUESTED" ? "running" : status };
    },
    async hold(id, owner, seconds, fields) {
      const set = { ...fields, leaseUntil: instant(seconds), updatedAt: now().toISOString() };
      return (await update(id, "hold", { set, condition: isOwn, values: { ":owner": text(owner) } })) !== undefined;
    },
    async end(id, owner, fields) {
      const set = { ...fields, endedBy: owner, leaseOwner: undefined, leaseUntil: undefined, updatedAt: now().toISOString() };
      const condition = `${isOwn} OR #endedBy = :owner`;
      const old = await update(id, "end", { set, condition, values: { ":owner": text(owner) } });
      if (old?.["parent"]?.S !== undefined) await settle(old["parent"].S);
      return old !== undefined;
    },
  };
}

/** After this nobody repeats an invocation that lost its lease: Lambda tries twice more, the last time within minutes. */
const lapsedSeconds = 3600;
/** What an earlier scan of the same request left. */
const fresh = {
  endedBy: undefined,
  ...{ run: undefined, mail: undefined, error: undefined, invocations: undefined, startedAt: undefined, finishedAt: undefined },
  ...{ leaseOwner: undefined, cellsDone: undefined, cellsTotal: undefined, percent: undefined, report: undefined },
  ...{ scanCompleted: undefined, scans: undefined, entriesRefused: undefined, parent: undefined },
};

type Attributes = Readonly<Record<string, AttributeValue>>;
interface Update {
  readonly set: RequestFields;
  readonly adds?: Readonly<Record<string, number>>;
  readonly condition?: string;
  readonly values?: Readonly<Record<string, AttributeValue>>;
}

const toValue = (value: string | number | readonly string[]): AttributeValue =>
  typeof value === "string" ? { S: value } : typeof value === "number" ? { N: String(value) } : { L: value.map((S) => ({ S })) };

const namesIn = (condition = ""): Record<string, string> =>
  Object.fromEntries([...condition.matchAll(/#(\w+)/g)].map(([placeholder, name = ""]) => [placeholder, name]));

function expressionOf(fields: RequestFields, adds: Readonly<Record<string, number>>) {
  const set = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  const gone = Object.keys(fields).filter((name) => fields[name] === undefined);
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.map(({ name }) => `#${name} = :set_${name}`).join(", ")}`] : []),
    ...(gone.length > 0 ? [`REMOVE ${gone.map((name) => `#${name}`).join(", ")}`] : []),
    ...Object.keys(adds).map((name) => `ADD #${name} :add_${name}`),
  ];
  return {
    text: clauses.join(" "),
    names: Object.fromEntries([...Object.keys(fields), ...Object.keys(adds)].map((name) => [`#${name}`, name])),
    values: {
      ...Object.fromEntries(set.map(({ name, value }) => [`:set_${name}`, toValue(value)])),
      ...Object.fromEntries(Object.entries(adds).map(([name, value]) => [`:add_${name}`, { N: String(value) }])),
    },
  };
}

/** Texts, numbers and our list of an item; what else another system may keep there is not ours to read. */
function itemOf(id: string, attributes: Attributes, table: string): RequestItem {
  const plain = Object.entries(attributes).flatMap(([name, { S, N, L }]): [string, unknown][] => {
    if (S !== undefined) return [[name, S]];
    if (N !== undefined) return [[name, Number(N)]];
    if (name === "scans" && L) return [[name, L.map((one) => one.S)]];
    // A status of another kind is a foreign one, not none.
    return name === "status" ? [[name, null]] : [];
  });
  const parsed = RequestItem.safeParse(Object.fromEntries(plain));
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(", ");
  throw new StoreError(`the item of ${id} has what is not ours in the attribute ${names}`, {
    ...{ code: "broken", path: table },
    hint: "mend the item, or give a new requestId",
  });
}
