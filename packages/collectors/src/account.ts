import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";

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
  aspects: {},
  events: [],
});
