import { defineWriter } from "@plumbline/audit-kit/define";
import { sqsPolicy } from "./policy.ts";

/** SQS removes a policy when the attribute is set to the empty text. */
export const writeSqsPolicy = defineWriter(sqsPolicy, async (aws, { id }, { to }) => {
  const { SQSClient, SetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  return aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { Policy: to ? JSON.stringify(to) : "" } }));
});
