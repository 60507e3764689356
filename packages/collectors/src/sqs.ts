import { defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags } from "./facts/tags.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-sqs");
/** `https://sqs.<region>.amazonaws.com/<account>/<name>`, and the like of older hosts and emulators. */
const accountOf = (url: string): string | undefined => /^https?:\/\/[^/]+\/(\d{12})\/[^/]+$/.exec(url)?.[1];
// A caller of another account leaves a record in its own too.
const toId = (url: string, { account }: EventPlace) => (accountOf(url) === account ? url : undefined);
const named = { source: "sqs.amazonaws.com", id: "requestParameters.queueUrl", toId } as const;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
const policyChanged = { ...named, effect: "update", touches: ["policy"], settleSeconds: 60 } as const;

/** An SQS queue, named by its URL. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const sqs = defineCollector({
  type: "sqs",
  title: "SQS queue",
  scope: "regional",
  iam: ["sqs:ListQueues"],
  findIam: ["sqs:GetQueueUrl"],
  gone: ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"],
  base: z.object({ id: z.url() }),
  async *list(aws) {
    const { SQSClient, paginateListQueues } = await sdk();
    // Without MaxResults, ListQueues answers at most 1,000 queues and no token.
    for await (const page of paginateListQueues({ client: aws.client(SQSClient) }, { MaxResults: 1000 })) {
      for (const id of page.QueueUrls ?? []) yield { id };
    }
  },
  /** A URL needs no call, but the queue of another account is none of ours; a name is looked up. */
  async find(aws, id) {
    if (/^https?:/.test(id)) return accountOf(id) === aws.account ? [{ id }] : [];
    const { SQSClient, GetQueueUrlCommand } = await sdk();
    const { QueueUrl } = await aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: id }));
    return QueueUrl === undefined ? [] : [{ id: QueueUrl }];
  },
  aspects: {
    policy: {
      iam: ["sqs:GetQueueAttributes"],
      schema: PolicyDocument.nullable(),
      async fetch(aws, { id }) {
        const { SQSClient, GetQueueAttributesCommand } = await sdk();
        const { Attributes } = await aws
          .client(SQSClient)
          .send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] }));
        return Attributes?.Policy ? parsePolicy(Attributes.Policy) : null;
      },
    },
    tags: {
      iam: ["sqs:ListQueueTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { SQSClient, ListQueueTagsCommand } = await sdk();
        return (await aws.client(SQSClient).send(new ListQueueTagsCommand({ QueueUrl: id }))).Tags ?? {};
      },
    },
  },
  events: [
    { ...named, name: "CreateQueue", effect: "create", id: "responseElements.queueUrl" },
    { ...policyChanged, name: "SetQueueAttributes" },
    { ...policyChanged, name: "AddPermission" },
    { ...policyChanged, name: "RemovePermission" },
    { ...named, name: "TagQueue", effect: "update", touches: ["tags"] },
    { ...named, name: "UntagQueue", effect: "update", touches: ["tags"] },
    { ...named, name: "DeleteQueue", effect: "delete" },
  ],
});
