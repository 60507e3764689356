import { accountRoot, arn } from "@plumbline/finding-model/arn";
import { type Kitchen, type Made, type Recipe, underscored } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-sqs");
const names = { bad: `${underscored}-bad`, beside: `${underscored}-beside` } as const;

/** Two queues: one that anyone may send to, and one with such a statement beside a good one that must stay. */
export const sqs: Recipe = {
  name: "sqs",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "anyone may send messages to two empty queues that nobody reads",
  async make({ aws }): Promise<readonly Made[]> {
    const { SQSClient, CreateQueueCommand } = await sdk();
    const made: Made[] = [];
    for (const [key, name] of Object.entries(names)) {
      const Resource = arn({ ...aws, service: "sqs", resource: name });
      const open = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource };
      const own = {
        Sid: "Own",
        Effect: "Allow",
        Principal: { AWS: accountRoot(aws) },
        Action: "sqs:*",
        Resource,
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Id: "kept", Statement: key === "bad" ? [open] : [own, open] });
      const { QueueUrl } = await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
      if (QueueUrl) made.push({ type: "sqs", id: QueueUrl, fails: [{ check: "sqs/not-public", fromDays: 0 }] });
    }
    return made;
  },
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const { SQSClient, DeleteQueueCommand, paginateListQueues } = await sdk();
    const found: string[] = [];
    for await (const page of paginateListQueues({ client: aws.client(SQSClient) }, { QueueNamePrefix: underscored, MaxResults: 1000 }))
      found.push(...(page.QueueUrls ?? []));
    for (const QueueUrl of found) await aws.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl }));
    return found;
  },
};
