// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Collector } from "@plumbline/audit-kit/define";

/** Every resource type, loaded when asked for. */
export const collectors = {
  account: async () => (await import("./account.ts")).account,
  region: async () => (await import("./region.ts")).region,
  sqs: async () => (await import("./sqs.ts")).sqs,
} satisfies Record<string, () => Promise<Collector>>;
export type ResourceType = keyof typeof collectors;
