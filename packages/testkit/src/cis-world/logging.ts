import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  ConfigServiceClient,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { EC2Client, EnableEbsEncryptionByDefaultCommand } from "@aws-sdk/client-ec2";
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import { EnableSecurityHubCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import type { Aws } from "@plumbline/aws-session/aws";
import { bucketsOf } from "./storage.ts";

/** A key that rotates; answers its ARN. */
export async function makeGoodKey({ client }: Aws): Promise<string> {
  const kms = client(KMSClient);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "good", MultiRegion: false }));
  await kms.send(new EnableKeyRotationCommand({ KeyId: KeyMetadata?.KeyId }));
  return KeyMetadata?.Arn ?? "";
}
export async function makeBadKey({ client }: Aws): Promise<void> {
  await client(KMSClient).send(new CreateKeyCommand({ Description: "bad", MultiRegion: false }));
}

/** A trail of all regions that logs everything, is validated and encrypted, and sends to CloudWatch Logs. */
export async function makeGoodTrail(aws: Aws, { key, logGroup, role }: { key: string; logGroup: string; role: string }): Promise<void> {
  const trails = aws.client(CloudTrailClient);
  await trails.send(
    new CreateTrailCommand({
      ...{ Name: "good", S3BucketName: bucketsOf(aws).trailBucket, IsMultiRegionTrail: true, EnableLogFileValidation: true, KmsKeyId: key },
      ...{ CloudWatchLogsLogGroupArn: logGroup, CloudWatchLogsRoleArn: role, IncludeGlobalServiceEvents: true },
    }),
  );
  const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }];
  const EventSelectors = [{ ReadWriteType: "All" as const, IncludeManagementEvents: true, DataResources }];
  await trails.send(new PutEventSelectorsCommand({ TrailName: "good", EventSelectors }));
  await trails.send(new StartLoggingCommand({ Name: "good" }));
}
/** A trail of one region, neither validated nor encrypted, whose bucket is not logged. */
export async function makeBadTrail(aws: Aws): Promise<void> {
  await aws
    .client(CloudTrailClient)
    .send(new CreateTrailCommand({ Name: "bad", S3BucketName: bucketsOf(aws).logBucket, IsMultiRegionTrail: false }));
}

/** What a good region has: a recorder that records all, EBS encryption by default, Security Hub. */
export async function makeGoodRegion(aws: Aws, { isHome }: { isHome: boolean }): Promise<void> {
  const { client, account } = aws;
  const config = client(ConfigServiceClient);
  await config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: {
        ...{ name: "default", roleARN: `arn:aws:iam::${account}:role/support` },
        recordingGroup: { allSupported: true, includeGlobalResourceTypes: isHome },
      },
    }),
  );
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: "default", s3BucketName: bucketsOf(aws).logBucket } }));
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
  await client(EC2Client).send(new EnableEbsEncryptionByDefaultCommand({}));
  await client(SecurityHubClient).send(new EnableSecurityHubCommand({}));
}
