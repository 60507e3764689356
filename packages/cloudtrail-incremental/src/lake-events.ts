import type { AdvancedFieldSelector, GetEventDataStoreCommandOutput, GetQueryResultsCommandOutput } from "@aws-sdk/client-cloudtrail";
import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { CloudTrailError } from "./cloudtrail-error.ts";
import { LakeQuestion, lakeQuery } from "./lake-query.ts";
import type { ReadRecord } from "./read-records.ts";

/** What `lakeEvents` calls. */
export const lakeActions: readonly IamAction[] = ["cloudtrail:GetEventDataStore", "cloudtrail:StartQuery", "cloudtrail:GetQueryResults"];

interface Waiting {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** How long the query may take; ten minutes unless told. */
  readonly mostSeconds?: number | undefined;
}

const longestPauseSeconds = 10;

/**
 * The records that an event data store of CloudTrail Lake holds of a place. `aws` is signed in where the store is. A query costs by what it
 * reads; AWS takes no new customers for Lake since May 2026. Rejects with an AwsError when AWS refuses it, and with a CloudTrailError where
 * the store does not hold all events of that place and time, or the query fails or takes too long.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
 */
export async function* lakeEvents(aws: Aws, asked: LakeQuestion, { sleep, mostSeconds = 600 }: Waiting): AsyncGenerator<ReadRecord> {
  const question = LakeQuestion.parse(asked);
  const { CloudTrailClient, GetEventDataStoreCommand, StartQueryCommand } = await import("@aws-sdk/client-cloudtrail");
  const client = aws.client(CloudTrailClient);
  const store = `event data store ${question.eventDataStore} in ${aws.account}/${aws.region}`;
  const told = await client.send(new GetEventDataStoreCommand({ EventDataStore: question.eventDataStore }));
  const gap = gapOf(told, question);
  if (gap !== undefined)
    throw new CloudTrailError(`${store} can't tell all that happened in ${question.account}/${question.region}: ${gap}`, {
      ...{ kind: "unsupported", code: "no-such-place" },
      hint: "name a store that holds it, or list the resources instead",
    });
  const { QueryId } = await client.send(new StartQueryCommand({ QueryStatement: lakeQuery(question) }));
  let number = 0;
  for await (const page of resultsOf(aws, { id: QueryId ?? "", store, sleep, mostSeconds }))
    for (const row of page.QueryResultRows ?? []) {
      const text = row.flatMap((column) => Object.entries(column)).find(([name]) => name.toLowerCase() === "eventjson")?.[1];
      const where = `${store}, query ${QueryId} row ${++number}`;
      // The reducer takes it for an event of LookupEvents, which holds a record as text too.
      yield text === undefined ? { where, reason: "the row has no eventJson" } : { where, value: { CloudTrailEvent: text } };
    }
}

/** Why a store may lack events that were asked for; undefined when it has them all. */
function gapOf(store: GetEventDataStoreCommandOutput, { account, region, from, sources }: LakeQuestion): string | undefined {
  const home = parseArn(store.EventDataStoreArn ?? "");
  if (store.Status !== "ENABLED") return `it is ${store.Status ?? "in no known state"}`;
  if (!store.MultiRegionEnabled && home?.region !== region) return `it holds only ${home?.region}`;
  if (!store.OrganizationEnabled && home?.account !== account) return `it holds only account ${home?.account}`;
  if (store.CreatedTimestamp && store.CreatedTimestamp > from)
    return `it was made ${store.CreatedTimestamp.toISOString()}, after ${from.toISOString()}`;
  const isWhole = (store.AdvancedEventSelectors ?? []).some(({ FieldSelectors = [] }) =>
    FieldSelectors.every((selector) => selectsAll(selector, sources)),
  );
  return isWhole ? undefined : "its selectors leave out some of the events";
}

/** Tells whether a selector lets through all that is asked for: management events that write, of these sources. */
function selectsAll(
  { Field, Equals = [], NotEquals = [], ...others }: AdvancedFieldSelector,
  sources: readonly string[] | undefined,
): boolean {
  if (Object.values(others).some((values) => values !== undefined && values.length > 0)) return false;
  if (Field === "eventCategory") return Equals.includes("Management");
  if (Field === "readOnly") return Equals.includes("false");
  return Field === "eventSource" && sources !== undefined && Equals.length === 0 && !sources.some((source) => NotEquals.includes(source));
}

interface Query {
  readonly id: string;
  readonly store: string;
  readonly sleep: Waiting["sleep"];
  readonly mostSeconds: number;
}

/** The pages of a query's results, once it is finished. */
async function* resultsOf(aws: Aws, { id, store, sleep, mostSeconds }: Query): AsyncGenerator<GetQueryResultsCommandOutput> {
  const { CloudTrailClient, GetQueryResultsCommand } = await import("@aws-sdk/client-cloudtrail");
  const get = (NextToken?: string) =>
    aws.client(CloudTrailClient).send(new GetQueryResultsCommand({ QueryId: id, MaxQueryResults: 1000, NextToken }));
  let page = await get();
  for (let waited = 0, pause = 1; page.QueryStatus === "QUEUED" || page.QueryStatus === "RUNNING"; page = await get()) {
    if (waited >= mostSeconds)
      throw new CloudTrailError(`query ${id} of ${store} is still ${page.QueryStatus} after ${waited} seconds`, {
        ...{ kind: "timed-out", code: "query-too-slow" },
        hint: "ask for a shorter time, or list the resources instead",
      });
    await sleep(pause * 1000);
    waited += pause;
    pause = Math.min(pause * 2, longestPauseSeconds);
  }
  if (page.QueryStatus !== "FINISHED")
    throw new CloudTrailError(`query ${id} of ${store} ended as ${page.QueryStatus}: ${page.ErrorMessage ?? "no reason was given"}`, {
      ...{ kind: page.QueryStatus === "TIMED_OUT" ? "timed-out" : "failed", code: "query-failed" },
      hint: "try again, or list the resources instead",
    });
  yield page;
  while (page.NextToken !== undefined) {
    page = await get(page.NextToken);
    yield page;
  }
}
