import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";

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
  find: async () => [{ id: "" as const }],
  aspects: {},
  events: [],
});
