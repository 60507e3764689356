import { AccountId } from "@plumbline/finding-model/resource";
import { RunHeader } from "@plumbline/finding-model/run-report";
import { z } from "zod";

/** What a run was asked to do, with what a resumed run and a plan need to look at the same places and judge in the same way. */
export const StoredHeader = RunHeader.extend({
  /** Only resources with these tags were looked at. */
  tags: z.record(z.string(), z.string()).optional(),
  knownAccounts: z.array(AccountId).default([]),
});
export type StoredHeader = z.infer<typeof StoredHeader>;
