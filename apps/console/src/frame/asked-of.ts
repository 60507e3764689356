import { z } from "zod";
import { proveNoNul } from "./fields.ts";
import type { Asked, Page } from "./page.ts";
import { Refusal } from "./refusal.ts";
import type { Ctx, Setup } from "./setup.ts";
import type { Viewer } from "./viewer.ts";

type AskedPlain = Omit<Asked, "transaction">;

/** What a request asks of a page, but for the transaction. */
export function askedOf(c: Ctx, page: Pick<Page, "travels">, { viewer, setup }: { viewer: Viewer; setup: Setup }): AskedPlain {
  const url = new URL(c.req.url);
  proveNoNul([...url.searchParams].flat());
  proveNoNul(Object.values(c.req.param()));
  const { at, ...query } = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ""));
  const now = (setup.shownNow ?? setup.now)();
  return { params: c.req.param(), query, viewer, now, services: setup.services, at: page.travels ? instantOf(at, now) : now };
}

const Instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A day is shown as it ended; the present one as it is. Years that the database and AWS know are taken: 1970 to 9999. */
function instantOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text);
  if (!Instant.safeParse(text).success || !(at.getTime() >= 0 && at.getUTCFullYear() <= 9999))
    throw new Refusal(400, "The time is not as it should be: write a day such as 2026-03-31, or an instant such as 2026-03-31T12:00:00Z.");
  return at > now ? now : at;
}
