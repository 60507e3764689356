// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Auditor } from "@plumbline/audit-kit/define";

/** Every check, loaded when asked for. */
export const checks = {
  "sqs/not-public": async () => (await import("./sqs/not-public.ts")).sqsNotPublic,
} satisfies Record<string, () => Promise<Auditor>>;
export type CheckId = keyof typeof checks;
