import type { Recommendation } from "../benchmark.ts";
import { identity } from "./recommendations/identity.ts";
import { logging } from "./recommendations/logging.ts";
import { monitoring } from "./recommendations/monitoring.ts";
import { networking } from "./recommendations/networking.ts";
import { organizations } from "./recommendations/organizations.ts";
import { storage } from "./recommendations/storage.ts";

const all = { ...identity, ...storage, ...logging, ...monitoring, ...networking, ...organizations };
export type RecommendationKey = keyof typeof all;
/** Every recommendation of every edition, by a key of our own. */
export const recommendations: Readonly<Record<RecommendationKey, Recommendation>> = all;
