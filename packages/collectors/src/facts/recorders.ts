import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-config-service");

/** `recordsGlobalTypes`: users, groups, roles and customer managed policies of IAM. https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html */
export const Recorder = z.object({ name: z.string(), recordsAllTypes: z.boolean(), recordsGlobalTypes: z.boolean().default(false) });
/** https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorderStatus.html, where the case of statuses varies. */
export const RecorderStatus = z.object({
  name: z.string(),
  isRecording: z.boolean(),
  lastStatus: z.string().nullable(),
  lastStartedAt: z.iso.datetime().nullable(),
});
export const Aggregator = z.object({ account: z.string(), region: z.string() });

/** Without a name, AWS tells of the customer's own recorder, not of those that its services keep. */
export async function readRecorders(aws: Aws): Promise<z.input<typeof Recorder>[]> {
  const { ConfigServiceClient, DescribeConfigurationRecordersCommand } = await sdk();
  const reply = await aws.client(ConfigServiceClient).send(new DescribeConfigurationRecordersCommand({}));
  return (reply.ConfigurationRecorders ?? []).map(({ name = "", recordingGroup }) => ({
    ...{ name, recordsAllTypes: recordingGroup?.allSupported === true },
    recordsGlobalTypes: recordingGroup?.includeGlobalResourceTypes === true,
  }));
}

export async function readRecorderStatuses(aws: Aws): Promise<z.input<typeof RecorderStatus>[]> {
  const { ConfigServiceClient, DescribeConfigurationRecorderStatusCommand } = await sdk();
  const reply = await aws.client(ConfigServiceClient).send(new DescribeConfigurationRecorderStatusCommand({}));
  return (reply.ConfigurationRecordersStatus ?? []).map(({ name = "", recording, lastStatus, lastStartTime }) => ({
    ...{ name, isRecording: recording === true, lastStatus: lastStatus ?? null },
    lastStartedAt: lastStartTime?.toISOString() ?? null,
  }));
}

export async function readDeliveryChannels(aws: Aws): Promise<string[]> {
  const { ConfigServiceClient, DescribeDeliveryChannelsCommand } = await sdk();
  const reply = await aws.client(ConfigServiceClient).send(new DescribeDeliveryChannelsCommand({}));
  return (reply.DeliveryChannels ?? []).map(({ name = "" }) => name);
}

export async function readAggregators(aws: Aws): Promise<z.input<typeof Aggregator>[]> {
  const { ConfigServiceClient, paginateDescribeAggregationAuthorizations } = await sdk();
  const all: z.input<typeof Aggregator>[] = [];
  for await (const page of paginateDescribeAggregationAuthorizations({ client: aws.client(ConfigServiceClient) }, { Limit: 100 }))
    for (const { AuthorizedAccountId = "", AuthorizedAwsRegion = "" } of page.AggregationAuthorizations ?? [])
      all.push({ account: AuthorizedAccountId, region: AuthorizedAwsRegion });
  return all;
}
