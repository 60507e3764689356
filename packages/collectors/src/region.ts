import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Detector, readDetectors } from "./facts/detectors.ts";
import { readTrails, Trail } from "./facts/trails.ts";

const sdk = () => import("@aws-sdk/client-config-service");
const config = "config.amazonaws.com";
// Records name a detector, a recorder or a trail, never the region; the account is what they all have.
const named = { effect: "update", id: "recipientAccountId", toId: () => "" } as const;
const detectorEvents = [
  ...(["CreateDetector", "UpdateDetector", "DeleteDetector", "AcceptAdministratorInvitation", "AcceptInvitation"] as const),
  ...(["DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount"] as const),
];
const recorderEvents = [
  ...(["PutConfigurationRecorder", "DeleteConfigurationRecorder"] as const),
  ...(["StartConfigurationRecorder", "StopConfigurationRecorder"] as const),
];
const trailEvents = ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging", "PutEventSelectors"] as const;

const Recorder = z.object({ name: z.string(), recordsAllTypes: z.boolean() });
/** https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorderStatus.html, where the case of statuses varies. */
const RecorderStatus = z.object({
  name: z.string(),
  isRecording: z.boolean(),
  lastStatus: z.string().nullable(),
  lastStartedAt: z.iso.datetime().nullable(),
});
const Aggregator = z.object({ account: z.string(), region: z.string() });

/** A region of an account: always there, the subject of checks that ask whether something is switched on. Its id is empty, as in the seed's messages. */
export const region = defineCollector({
  type: "region",
  title: "Region",
  scope: "regional",
  iam: [],
  gone: [],
  base: z.object({ id: z.literal("") }),
  async *list() {
    yield { id: "" as const };
  },
  // Whatever id is given, the region is meant.
  find: async () => [{ id: "" as const }],
  aspects: {
    detectors: {
      iam: ["guardduty:ListDetectors", "guardduty:GetDetector", "guardduty:GetAdministratorAccount"],
      schema: z.array(Detector),
      fetch: (aws) => readDetectors(aws),
    },
    // Without a name, AWS tells of the customer's own recorder, not of those that its services keep.
    recorders: {
      iam: ["config:DescribeConfigurationRecorders"],
      schema: z.array(Recorder),
      async fetch(aws) {
        const { ConfigServiceClient, DescribeConfigurationRecordersCommand } = await sdk();
        const reply = await aws.client(ConfigServiceClient).send(new DescribeConfigurationRecordersCommand({}));
        const all = reply.ConfigurationRecorders ?? [];
        return all.map(({ name = "", recordingGroup }) => ({ name, recordsAllTypes: recordingGroup?.allSupported === true }));
      },
    },
    recorderStatuses: {
      iam: ["config:DescribeConfigurationRecorderStatus"],
      schema: z.array(RecorderStatus),
      async fetch(aws) {
        const { ConfigServiceClient, DescribeConfigurationRecorderStatusCommand } = await sdk();
        const reply = await aws.client(ConfigServiceClient).send(new DescribeConfigurationRecorderStatusCommand({}));
        return (reply.ConfigurationRecordersStatus ?? []).map(({ name = "", recording, lastStatus, lastStartTime }) => ({
          ...{ name, isRecording: recording === true, lastStatus: lastStatus ?? null },
          lastStartedAt: lastStartTime?.toISOString() ?? null,
        }));
      },
    },
    deliveryChannels: {
      iam: ["config:DescribeDeliveryChannels"],
      schema: z.array(z.string()),
      async fetch(aws) {
        const { ConfigServiceClient, DescribeDeliveryChannelsCommand } = await sdk();
        const reply = await aws.client(ConfigServiceClient).send(new DescribeDeliveryChannelsCommand({}));
        return (reply.DeliveryChannels ?? []).map(({ name = "" }) => name);
      },
    },
    aggregators: {
      iam: ["config:DescribeAggregationAuthorizations"],
      schema: z.array(Aggregator),
      async fetch(aws) {
        const { ConfigServiceClient, paginateDescribeAggregationAuthorizations } = await sdk();
        const all: z.input<typeof Aggregator>[] = [];
        for await (const page of paginateDescribeAggregationAuthorizations({ client: aws.client(ConfigServiceClient) }, { Limit: 100 }))
          for (const { AuthorizedAccountId = "", AuthorizedAwsRegion = "" } of page.AggregationAuthorizations ?? [])
            all.push({ account: AuthorizedAccountId, region: AuthorizedAwsRegion });
        return all;
      },
    },
    trails: {
      iam: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"],
      schema: z.array(Trail),
      fetch: (aws) => readTrails(aws),
    },
  },
  events: [
    ...detectorEvents.map((name) => ({ ...named, source: "guardduty.amazonaws.com", name, touches: ["detectors"] }) as const),
    ...recorderEvents.map((name) => ({ ...named, source: config, name, touches: ["recorders", "recorderStatuses"] }) as const),
    { ...named, source: config, name: "PutDeliveryChannel", touches: ["deliveryChannels"] },
    { ...named, source: config, name: "DeleteDeliveryChannel", touches: ["deliveryChannels"] },
    { ...named, source: config, name: "PutAggregationAuthorization", touches: ["aggregators"] },
    { ...named, source: config, name: "DeleteAggregationAuthorization", touches: ["aggregators"] },
    ...trailEvents.map((name) => ({ ...named, source: "cloudtrail.amazonaws.com", name, touches: ["trails"] }) as const),
  ],
});
