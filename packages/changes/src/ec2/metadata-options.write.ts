import { defineWriter } from "@plumbline/audit-kit/define";
import { ec2MetadataOptions } from "./metadata-options.ts";

/** Sends the hop limit and the endpoint too, so that what was planned is what is written. */
export const writeEc2MetadataOptions = defineWriter(ec2MetadataOptions, async (aws, { id }, { to }) => {
  const { EC2Client, ModifyInstanceMetadataOptionsCommand } = await import("@aws-sdk/client-ec2");
  return aws.client(EC2Client).send(
    new ModifyInstanceMetadataOptionsCommand({
      InstanceId: id,
      HttpEndpoint: to.endpoint,
      HttpTokens: to.tokens,
      HttpPutResponseHopLimit: to.hopLimit,
    }),
  );
});
