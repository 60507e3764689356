import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Analyzer, readAnalyzers } from "./facts/analyzers.ts";
import { Detector, readDetectors } from "./facts/detectors.ts";
import {
  Aggregator,
  Recorder,
  RecorderStatus,
  readAggregators,
  readDeliveryChannels,
  readRecorderStatuses,
  readRecorders,
} from "./facts/recorders.ts";
import { readMacie, readSecurityHub } from "./facts/switched-on.ts";
import { readTrails, Trail } from "./facts/trails.ts";

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
    recorders: {
      iam: ["config:DescribeConfigurationRecorders"],
      schema: z.array(Recorder),
      fetch: (aws) => readRecorders(aws),
    },
    recorderStatuses: {
      iam: ["config:DescribeConfigurationRecorderStatus"],
      schema: z.array(RecorderStatus),
      fetch: (aws) => readRecorderStatuses(aws),
    },
    deliveryChannels: {
      iam: ["config:DescribeDeliveryChannels"],
      schema: z.array(z.string()),
      fetch: (aws) => readDeliveryChannels(aws),
    },
    aggregators: {
      iam: ["config:DescribeAggregationAuthorizations"],
      schema: z.array(Aggregator),
      fetch: (aws) => readAggregators(aws),
    },
    trails: {
      iam: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"],
      schema: z.array(Trail),
      fetch: (aws) => readTrails(aws),
    },
    analyzers: {
      iam: ["access-analyzer:ListAnalyzers"],
      schema: z.array(Analyzer),
      fetch: (aws) => readAnalyzers(aws),
    },
    encryptsVolumes: {
      iam: ["ec2:GetEbsEncryptionByDefault"],
      schema: z.boolean(),
      async fetch(aws) {
        const { EC2Client, GetEbsEncryptionByDefaultCommand } = await import("@aws-sdk/client-ec2");
        const { EbsEncryptionByDefault } = await aws.client(EC2Client).send(new GetEbsEncryptionByDefaultCommand({}));
        return z.boolean().parse(EbsEncryptionByDefault);
      },
    },
    /** The ARN of Security Hub; null where it is off. */
    securityHub: {
      iam: ["securityhub:DescribeHub"],
      schema: z.string().min(1).nullable(),
      fetch: (aws) => readSecurityHub(aws),
    },
    /** `ENABLED` or `PAUSED`; null where Macie is off. */
    macie: {
      iam: ["macie2:GetMacieSession"],
      schema: z.string().min(1).nullable(),
      fetch: (aws) => readMacie(aws),
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
