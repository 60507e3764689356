import { z } from "zod";
import { ItemKind } from "./campaign.ts";
import { Routing } from "./routes.ts";

/** Years of four digits, without zeros ahead: PGlite reads 0001 as 2001. */
const years = "an instant here is of the years 1000 to 9999";
const Instant = z.date().min(new Date("1000-01-01T00:00:00.000Z"), years).max(new Date("9999-12-31T23:59:59.999Z"), years);

/** What a campaign is opened with. */
export const Opening = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a campaign's id has lower-case letters, digits and hyphens"),
    name: z.string().min(1).max(200),
    /** The opening's own instant when left out. */
    opensAt: Instant.optional(),
    dueAt: Instant,
    /** The instant whose snapshot is reviewed; the opening's own when left out. */
    snapshotAt: Instant.optional(),
    accounts: z.array(z.string().regex(/^\d{12}$/, "an account id has 12 digits")).min(1),
    kinds: z.array(ItemKind).min(1).default(["iam_user", "iam_role", "iam_membership", "sso_assignment"]),
    routing: Routing,
    /** Opens although a listing was incomplete or too old; the gaps stand in the evidence pack. */
    acceptIncomplete: z.boolean().default(false),
    /** A listing that was last complete longer ago is a gap. */
    maxAgeHours: z.number().positive().default(48),
    /** Takes approvals of what is unchanged and not privileged from the campaign that was closed last, or from the one named. */
    carryOver: z.union([z.boolean(), z.string()]).default(false),
  })
  .refine(({ opensAt, dueAt }) => opensAt === undefined || dueAt > opensAt, { path: ["dueAt"], error: "a campaign is due after it opens" });
export type Opening = z.output<typeof Opening>;

/** What of a campaign's settings is kept with it. */
export const KeptSettings = z.strictObject({
  /** Of the whole opening, by which opening once more is told from another campaign of the same id. */
  openingHash: z.string(),
  maxAgeHours: z.number(),
  alternate: z.string().nullable(),
  ownerTags: z.array(z.string()),
  routes: z.int(),
  people: z.array(z.strictObject({ id: z.string(), mail: z.string().nullable() })),
});
export type KeptSettings = z.output<typeof KeptSettings>;
