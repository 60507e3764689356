// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Writer } from "@plumbline/audit-kit/define";

/** The writer of every change, loaded when asked for. */
export const writers = {
  "sqs/policy": async () => (await import("./sqs/policy.write.ts")).writeSqsPolicy,
} satisfies Record<string, () => Promise<Writer>>;
export type ChangeName = keyof typeof writers;
