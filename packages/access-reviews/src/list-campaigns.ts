import type { Work } from "./acting.ts";
import type { Campaign } from "./campaign.ts";
import { readCampaigns } from "./get-campaign.ts";

/** Campaigns that touch an account for which the actor acts, newest first. */
export const listCampaigns = (transaction: Work, { state }: { state?: Campaign["state"] } = {}): Promise<readonly Campaign[]> =>
  readCampaigns(transaction, state === undefined ? {} : { state });
