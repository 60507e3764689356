import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Tables } from "@plumbline/iam-store/tables";
import type { Transaction } from "kysely";
import type { Campaign, Gap, ItemKind } from "./campaign.ts";
import type { Decision, RevokedPart } from "./decision.ts";
import type { ItemState, ReviewItem } from "./review-item.ts";
import type { Revocation } from "./revocation.ts";

type Work = Transaction<Tables>;
/** Each function is the one export of a file of its name: `open-campaign.ts`, `list-campaigns.ts`, ... */
export interface Reviews {
  /** As admin. Rejects with ReviewError `incomplete` (its gaps in the message), `exists`. */
  openCampaign(transaction: Work, opening: object): Promise<{ campaign: Campaign; items: number; carriedOver: number; nobodyOwns: number }>;
  /** Newest first. */
  listCampaigns(transaction: Work, filter?: { state?: Campaign["state"] }): Promise<readonly Campaign[]>;
  getCampaign(transaction: Work, id: string): Promise<Campaign>;
  /** A page in the order of item ids; `next` is undefined at the end. */
  listItems(
    transaction: Work,
    query: {
      campaign: string;
      reviewer?: string;
      account?: string;
      state?: ItemState;
      kind?: ItemKind;
      text?: string;
      after?: string;
      limit?: number;
    },
  ): Promise<{ items: readonly ReviewItem[]; count: number; next: string | undefined }>;
  getItem(
    transaction: Work,
    of: { campaign: string; item: string },
  ): Promise<ReviewItem & { history: readonly Decision[]; documents: Readonly<Record<string, unknown>> }>;
  countItems(transaction: Work, campaign: string): Promise<Readonly<Record<ItemState | "all" | "privileged" | "escalated", number>>>;
  /** As reviewer or admin; who decides is the transaction's subject. All or nothing. */
  decide(
    transaction: Work,
    deciding: {
      campaign: string;
      at: Date;
      decisions: readonly { item: string; permissionHash: string; verdict: "keep" | "revoke"; what?: RevokedPart; reason: string }[];
    },
  ): Promise<readonly Decision[]>;
  /** As admin: marks what changed since. */
  refreshCampaign(transaction: Work, of: { campaign: string; at: Date }): Promise<{ changed: number; gone: number; gaps: readonly Gap[] }>;
  remind(store: IamStore, actor: Actor, reminding: object): Promise<{ sent: number; alreadySent: number; unreachable: readonly string[] }>;
  escalate(transaction: Work, of: { campaign: string; at: Date }): Promise<{ escalated: number }>;
  closeCampaign(transaction: Work, of: { campaign: string; at: Date }): Promise<Campaign>;
  revocationsOf(transaction: Work, campaign: string): Promise<readonly Revocation[]>;
  /** The bytes of the pack, in pieces. */
  buildPack(transaction: Work, of: { campaign: string; signer?: object }): AsyncIterable<Buffer>;
  verifyPack(path: string, expected: { publicKey?: string }): Promise<object>;
}
