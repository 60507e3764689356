import { ItemKind } from "@plumbline/access-reviews/campaign";
import { openCampaign } from "@plumbline/access-reviews/open-campaign";
import { html } from "hono/html";
import { z } from "zod";
import { accountsToLookAt } from "../frame/accounts-to-look-at.ts";
import { action, definePage } from "../frame/page.ts";
import { counted } from "../frame/parts.ts";
import { asRefusal } from "../reviews/as-refusal.ts";
import { kindWords } from "../reviews/marks.ts";
import { parseRoutes } from "../reviews/parse-routes.ts";

const Many = <T extends z.ZodType>(of: T) =>
  z.preprocess((given) => (given === undefined ? [] : typeof given === "string" ? [given] : given), z.array(of));
const Form = z.object({
  id: z.string().trim(),
  name: z.string().trim(),
  due: z.iso.date("write a day such as 2026-09-30"),
  accounts: Many(z.string()).pipe(z.array(z.string()).min(1, "choose at least one account")),
  kinds: Many(ItemKind).pipe(z.array(ItemKind).min(1, "choose at least one kind")),
  defaultReviewer: z.string().trim().min(1, "name somebody who gets what nobody owns"),
  alternate: z.string().trim().default(""),
  ownerTags: z.string().trim().default("owner"),
  routes: z.string().max(50_000).default(""),
  maxAgeHours: z.coerce.number().positive().max(8784).default(48),
  carryOver: z.literal("yes").optional(),
  acceptIncomplete: z.literal("yes").optional(),
});

/** The form that opens a campaign. */
export const openReview = definePage({
  path: "/open-review",
  title: "Open a campaign",
  role: "admin",
  query: z.object({}),
  async load({ transaction, now }) {
    const rows = await transaction.selectFrom("accounts").select(["account_id", "name"]).execute();
    const names = new Map(rows.map(({ account_id, name }) => [account_id, name]));
    const looked = new Set((await transaction.selectFrom("cells").select("kind").distinct().execute()).map(({ kind }) => kind));
    const accounts = (await accountsToLookAt(transaction, now)).map((id) => ({ id, name: names.get(id) ?? "" }));
    return { data: { accounts, kinds: ItemKind.options.map((kind) => ({ kind, isLooked: looked.has(kind) })) }, gaps: [] };
  },
  show: ({ accounts, kinds }, { csrf, now }) => html`
<p>Each user, role, membership or assignment of the accounts becomes an item, as the inventory has it now, and goes to a reviewer: by a route, by a tag, to the account's owner, or to the default reviewer.</p>
<form method="post" action="/open-review/open" class="sheet">${csrf}
<div class="field"><label for="id">Id, of lower-case letters, digits and hyphens</label><input id="id" name="id" required pattern="[a-z0-9][a-z0-9\\-]{0,63}" placeholder="${now.getUTCFullYear()}-q${Math.floor(now.getUTCMonth() / 3) + 1}"></div>
<div class="field"><label for="name">Name</label><input id="name" name="name" required maxlength="200"></div>
<div class="field"><label for="due">Due at the end of</label><input id="due" name="due" type="date" required min="${now.toISOString().slice(0, 10)}"></div>
<fieldset><legend>Accounts</legend>${accounts.map(({ id, name }) => html`<label class="check"><input type="checkbox" name="accounts" value="${id}" checked> ${id} ${name}</label>`)}</fieldset>
<fieldset><legend>What is reviewed</legend>${kinds.map(({ kind, isLooked }) => html`<label class="check"><input type="checkbox" name="kinds" value="${kind}" ${isLooked ? "checked" : ""}> ${kindWords[kind]}${isLooked ? "" : html` <small>never looked at</small>`}</label>`)}</fieldset>
<div class="field"><label for="defaultReviewer">Default reviewer, by the name of the sign-in</label><input id="defaultReviewer" name="defaultReviewer" required></div>
<div class="field"><label for="alternate">Alternate, for what the default reviewer may not decide</label><input id="alternate" name="alternate"></div>
<div class="field"><label for="ownerTags">Tags that name an owner, with commas between</label><input id="ownerTags" name="ownerTags" value="owner"></div>
<div class="field"><label for="routes">Routes, one a line, the first that fits counts: reviewer; account=ID; unit=NAME; tag=KEY=VALUE; kind=iam_user</label><textarea id="routes" name="routes" rows="4" placeholder="ann@example.com; account=111122223333; kind=iam_role"></textarea></div>
<div class="field"><label for="maxAgeHours">A listing that was last complete so many hours ago is too old</label><input id="maxAgeHours" name="maxAgeHours" type="number" min="1" max="8784" value="48"></div>
<label class="check"><input type="checkbox" name="carryOver" value="yes"> Carry over approvals of what is unchanged and not privileged from the campaign that was closed last</label>
<label class="check"><input type="checkbox" name="acceptIncomplete" value="yes"> Open although something could not be looked at; the evidence pack will say so</label>
<p><button class="primary">Open the campaign</button></p></form>`,
  actions: {
    open: action({
      role: "admin",
      does: "open a review",
      oneInstant: true,
      form: Form,
      async run({ transaction, now, form }) {
        const target = `review ${form.id}`;
        const opened = await asRefusal(target, () =>
          openCampaign(
            transaction,
            {
              ...{ id: form.id, name: form.name, opensAt: now, dueAt: new Date(`${form.due}T23:59:59.000Z`), accounts: form.accounts },
              ...{ kinds: form.kinds, maxAgeHours: form.maxAgeHours, carryOver: form.carryOver === "yes" },
              acceptIncomplete: form.acceptIncomplete === "yes",
              routing: {
                ...{ defaultReviewer: form.defaultReviewer, routes: [...parseRoutes(form.routes)] },
                ownerTags: form.ownerTags.split(",").flatMap((tag) => tag.trim() || []),
                ...(form.alternate === "" ? {} : { alternate: form.alternate }),
              },
            },
            { at: now },
          ),
        );
        const { items, carriedOver, notCarried, unowned, campaign } = opened;
        const again = Object.values(notCarried).reduce((sum, count) => sum + count, 0);
        return {
          ...{ to: `/reviews/${campaign.id}`, target },
          told: `${counted(items, "item", "items")} to review, ${carriedOver} carried over${again === 0 ? "" : `, ${again} approved before to be decided again`}; ${unowned} that nobody owns went to ${campaign.defaultReviewer}.`,
          detail: `${items} items in ${campaign.accounts.join(" ")}`,
        };
      },
    }),
  },
});
