import { decide } from "@plumbline/access-reviews/decide";
import { RevokedPart } from "@plumbline/access-reviews/decision";
import { z } from "zod";
import { action } from "../frame/page.ts";
import { counted } from "../frame/parts.ts";
import { asRefusal } from "./as-refusal.ts";

const Named = z.string().regex(/^[0-9a-f]{24}:[0-9a-f]{64}$/, "is none of the page's items; load the page again");
const Form = z.object({
  /** Item and the permission hash that the reviewer saw, with a colon between. */
  item: z.preprocess(
    (given) => (given === undefined ? [] : typeof given === "string" ? [given] : given),
    z.array(Named).min(1, "choose at least one").max(500),
  ),
  verdict: z.enum(["keep", "revoke"], { error: "say keep or revoke" }),
  what: RevokedPart.default("everything"),
  reason: z.string().trim().max(2000).default(""),
  back: z.string().max(2000).optional(),
});

/** Decides on one item or many with one reason, all or nothing: as a reviewer on one's own, as an admin on any. */
export const decideAction = (role: "reviewer" | "admin") =>
  action({
    ...{ role, does: role === "admin" ? "decide in a review as admin" : "decide in a review", form: Form },
    async run({ transaction, params, now, viewer: { names }, form: { item: named, verdict, what, reason, back } }) {
      const campaign = params["campaign"] ?? "";
      const words = named.map((one) => {
        const [item = "", permissionHash = ""] = one.split(":");
        return { item, permissionHash, verdict, reason, ...(verdict === "revoke" ? { what } : {}) };
      });
      const made = await asRefusal(`review ${campaign}`, () => decide(transaction, { campaign, at: now, words, names }));
      const accounts = [...new Set(made.map(({ account }) => account))];
      return {
        to: back?.startsWith(`/reviews/${campaign}`) ? back : `/reviews/${campaign}`,
        told: `${counted(made.length, "item is", "items are")} ${verdict === "keep" ? "kept" : "revoked"}.`,
        target: `review ${campaign}`,
        account: accounts.length === 1 ? (accounts[0] ?? "") : "",
        detail: `${verdict} ${named.map((one) => one.slice(0, 24)).join(" ")}`,
      };
    },
  });
