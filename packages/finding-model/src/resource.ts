import { z } from "zod";

/** A 12-digit AWS account id; text, since ids begin with zeros. */
export const AccountId = z.string().regex(/^\d{12}$/, "an account id has 12 digits");

/** Names one resource; the queue message of the seed system, unchanged. `id` is empty only for type `region`. */
export const ResourceRef = z.strictObject({ account: AccountId, region: z.string().min(1), type: z.string().min(1), id: z.string() });
export type ResourceRef = z.infer<typeof ResourceRef>;

/** A queue message as old senders write it: unknown keys such as `delay` are ignored. */
export const IncomingRef = z.object(ResourceRef.shape);

export const Severity = z.enum(["low", "medium", "high", "critical"]);
export type Severity = z.infer<typeof Severity>;
export const severityRank: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };
