import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { PublicAccessBlock } from "./facts/public-access-block.ts";

/** The account itself: always there, the subject of checks on account-wide settings, and the context of others. */
export const account = defineCollector({
  type: "account",
  title: "AWS account",
  scope: "global",
  iam: [],
  gone: [],
  base: z.object({ id: z.string() }),
  async *list(aws) {
    yield { id: aws.account };
  },
  find: async (aws, id) => (id === aws.account || id === "" ? [{ id: aws.account }] : []),
  aspects: {
    publicAccessBlock: {
      iam: ["s3:GetAccountPublicAccessBlock"],
      schema: PublicAccessBlock,
      none: ["NoSuchPublicAccessBlockConfiguration"],
      async fetch(aws, { id }) {
        const { S3ControlClient, GetPublicAccessBlockCommand } = await import("@aws-sdk/client-s3-control");
        const reply = await aws.client(S3ControlClient).send(new GetPublicAccessBlockCommand({ AccountId: id }));
        return reply.PublicAccessBlockConfiguration;
      },
    },
  },
  events: [],
});
