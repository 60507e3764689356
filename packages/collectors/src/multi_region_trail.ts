import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";
import { readTrailAlarms, TrailAlarms } from "./facts/trail-alarms.ts";
import { readSelectors, readStatus, Selectors, TrailStatus } from "./facts/trails.ts";

const sdk = () => import("@aws-sdk/client-cloudtrail");
const source = "cloudtrail.amazonaws.com";
const name = "requestParameters.name";

/** Every region sees the trails of all regions, and a member account those of its organization. */
async function describe(aws: Aws) {
  const { CloudTrailClient, DescribeTrailsCommand } = await sdk();
  const { trailList = [] } = await aws.client(CloudTrailClient).send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return trailList
    .filter(({ IsMultiRegionTrail }) => IsMultiRegionTrail === true)
    .map(({ TrailARN = "", Name, HomeRegion = "", HasCustomEventSelectors, CloudWatchLogsLogGroupArn }) => ({
      ...{ id: TrailARN, name: Name, region: HomeRegion, hasDefaultSelectors: HasCustomEventSelectors === false },
      logGroup: CloudWatchLogsLogGroupArn || null,
    }));
}

/**
 * A trail that logs in all regions, named by its ARN: a resource of its home region, where alone AWS tells what it takes.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export const multiRegionTrail = defineCollector({
  type: "multi_region_trail",
  title: "Multi-Region trail",
  scope: "global",
  iam: ["cloudtrail:DescribeTrails"],
  gone: ["TrailNotFoundException"],
  base: z.object({
    ...{ id: z.string().min(1), name: z.string().optional(), region: z.string().min(1), hasDefaultSelectors: z.boolean() },
    /** ARN of the log group that it sends events to. */
    logGroup: z.string().nullable().default(null),
  }),
  async *list(aws) {
    yield* await describe(aws);
  },
  find: async (aws, id) => (await describe(aws)).filter((trail) => trail.id === id || trail.name === id),
  aspects: {
    selectors: {
      iam: ["cloudtrail:GetEventSelectors"],
      schema: Selectors,
      fetch: (aws, { id, hasDefaultSelectors }) => readSelectors(aws, id, hasDefaultSelectors),
    },
    status: {
      iam: ["cloudtrail:GetTrailStatus"],
      schema: TrailStatus,
      fetch: (aws, { id }) => readStatus(aws, id),
    },
    /** What rings for its events. */
    alarms: {
      iam: ["logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms", "sns:ListSubscriptionsByTopic"],
      schema: TrailAlarms,
      fetch: (aws, { logGroup }) => readTrailAlarms(aws, logGroup),
    },
    tags: {
      iam: ["cloudtrail:ListTags"],
      schema: Tags,
      // The tags of an organization's trail are shown to its own account only.
      none: ["CloudTrailARNInvalidException"],
      async fetch(aws, { id }) {
        const { CloudTrailClient, paginateListTags } = await sdk();
        const tags = [];
        for await (const page of paginateListTags({ client: aws.client(CloudTrailClient) }, { ResourceIdList: [id] }))
          tags.push(...(page.ResourceTagList ?? []).flatMap(({ TagsList = [] }) => TagsList));
        return toTags(tags);
      },
    },
  },
  events: [
    { source, name: "CreateTrail", effect: "create", id: name },
    { source, name: "UpdateTrail", effect: "update", touches: ["alarms"], id: name },
    { source, name: "StartLogging", effect: "update", touches: ["status"], id: name },
    { source, name: "StopLogging", effect: "update", touches: ["status"], id: name },
    { source, name: "PutEventSelectors", effect: "update", touches: ["selectors"], id: "requestParameters.trailName" },
    { source, name: "AddTags", effect: "update", touches: ["tags"], id: "requestParameters.resourceId" },
    { source, name: "RemoveTags", effect: "update", touches: ["tags"], id: "requestParameters.resourceId" },
    { source, name: "DeleteTrail", effect: "delete", id: name },
  ],
});
