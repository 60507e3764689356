import type { Edition } from "../benchmark.ts";
import type { RecommendationKey } from "./recommendations.ts";

/** Every edition, loaded when asked for. */
export const editions = {
  "1.2.0": async () => (await import("./editions/1.2.0.ts")).cis120,
  "1.3.0": async () => (await import("./editions/1.3.0.ts")).cis130,
  "1.4.0": async () => (await import("./editions/1.4.0.ts")).cis140,
  "1.5.0": async () => (await import("./editions/1.5.0.ts")).cis150,
  "2.0.0": async () => (await import("./editions/2.0.0.ts")).cis200,
  "3.0.0": async () => (await import("./editions/3.0.0.ts")).cis300,
  "4.0.1": async () => (await import("./editions/4.0.1.ts")).cis401,
  "5.0.0": async () => (await import("./editions/5.0.0.ts")).cis500,
  "6.0.0": async () => (await import("./editions/6.0.0.ts")).cis600,
  "7.0.0": async () => (await import("./editions/7.0.0.ts")).cis700,
} satisfies Record<string, () => Promise<Edition<RecommendationKey>>>;
export type CisEdition = keyof typeof editions;
/** The versions of the editions, oldest first. */
export const cisEditions: readonly string[] = Object.keys(editions);
