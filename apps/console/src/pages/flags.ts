import { revocationsOfFlag } from "@plumbline/access-plans/revocations-of-flag";
import { type Flag, flag, listFlags, unflag } from "@plumbline/iam-store/flags";
import { html } from "hono/html";
import { z } from "zod";
import { findFlaggable } from "../flags/find-flaggable.ts";
import { job } from "../frame/job.ts";
import { type Asked, action, definePage, type Html, type View } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { may } from "../frame/viewer.ts";
import { importPlan } from "../imports/import-plan.ts";

const reason = z.string().trim().min(1, "say why; it stays in the history").max(1000);
const Id = z.string().regex(/^\d{1,18}$/, "names no flag");
const kindWords: Readonly<Record<string, string>> = {
  ...{ iam_user: "user", iam_role: "role", iam_group: "group", account: "account" },
  ...{ sso_user: "Identity Center user", sso_group: "Identity Center group" },
};
const pages: Readonly<Record<string, string>> = { iam_user: "user", iam_role: "role", iam_group: "group" };

/** Marks of people on principals and accounts, each with its reason. */
export const flags = definePage({
  path: "/flags",
  title: "Flags",
  nav: { group: "Findings" },
  role: "reader",
  query: z.object({
    history: z.literal("yes").optional(),
    account: z
      .string()
      .regex(/^\d{12}$/, "an account id has 12 digits")
      .optional(),
    named: z.string().max(500).optional(),
  }),
  async load({ transaction, query: { history, account }, services }) {
    const all = await listFlags(transaction, { history: history === "yes" });
    return {
      data: {
        flags: all.filter((one) => account === undefined || one.account === account).toReversed(),
        canPlan: services.makePlan !== undefined,
      },
      gaps: [],
    };
  },
  show: ({ flags, canPlan }, view) => html`
<p>A flag marks what somebody should look at. It changes nothing in AWS; a plan of it would cut off a user's login and keys, and a role's sessions.</p>
${may(view.viewer, "reviewer") ? flagForm(view) : ""}
<section aria-label="flags"><div class="counts"><p><strong>${counted(flags.length, "flag", "flags")}</strong></p>
${view.query.get("history") === "yes" ? html`<a class="button" href="/flags">Only those that stand</a>` : html`<a class="button" href="/flags?history=yes">With those taken off</a>`}</div>
${
  flags.length === 0
    ? html`<p class="empty">Nothing is flagged.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">What</th><th scope="col">Account</th><th scope="col">Why</th><th scope="col">By</th><th scope="col">Since</th><th scope="col">What to do</th></tr></thead><tbody>${flags.map((one) => row(one, canPlan, view))}</tbody></table>`
}</section>`,
  actions: {
    flag: action({
      role: "reviewer",
      does: "flag",
      form: z.object({
        named: z.string().trim().min(1, "name a principal or an account").max(500),
        account: z.union([z.literal(""), z.string().regex(/^\d{12}$/, "an account id has 12 digits")]).optional(),
        reason,
      }),
      async run({ transaction, viewer, now, form: { named, account, reason: why } }) {
        const prove = (where: string, target: string): void => {
          if (!may(viewer, "reviewer", where))
            throw new Refusal(403, `Only who is reviewer of ${where} may flag there.`, { target, account: where });
        };
        // Whether an account is known is told to its own reviewers alone.
        if (/^\d{12}$/.test(named)) prove(named, `account ${named}`);
        const found = await findFlaggable(transaction, named, account || undefined);
        prove(found.account, `${found.kind} ${found.name}`);
        const { flag: made, isNew } = await flag(transaction, { ...found, reason: why, at: now });
        return {
          ...{ to: "/flags", target: `flag ${made.id}: ${found.kind} ${found.name}`, account: found.account, detail: why },
          told: isNew ? `${found.name} is flagged.` : `${found.name} has a flag already, by ${made.by}; that one stays.`,
        };
      },
    }),
    unflag: action({
      role: "reviewer",
      does: "unflag",
      form: z.object({ id: Id, reason }),
      async run({ transaction, now, form: { id, reason: why } }) {
        const standing = await standingOf(transaction, id);
        const { account, kind, recordId, name } = standing;
        await unflag(transaction, { account, kind, recordId, reason: why, at: now });
        return { to: "/flags", told: `The flag of ${name} is taken off.`, target: `flag ${id}: ${kind} ${name}`, account, detail: why };
      },
    }),
  },
  extras: [
    job({
      name: "plan",
      role: "reviewer",
      does: "make a plan of a flag",
      form: z.object({ id: Id }),
      async prove({ transaction, services, viewer, now, form: { id } }) {
        const standing = await standingOf(transaction, id);
        const { account, kind, name } = standing;
        const target = `flag ${id}: ${kind} ${name}`;
        const { makePlan } = services;
        if (makePlan === undefined)
          throw new Refusal(403, "This console was started without --allow-plans: it does not sign in to AWS.", { target, account });
        return {
          ...{ target, account },
          async run() {
            const { plan, unseen } = await makePlan(revocationsOfFlag(standing));
            const left = unseen.length === 0 ? "" : ` Not all could be looked at: ${unseen.join("; ")}.`;
            return {
              ...{ outcome: "done" as const, detail: `plan ${plan.hash}, ${plan.changes.length} changes`, to: `/plans/${plan.hash}` },
              told: `The plan has ${counted(plan.changes.length, "change", "changes")}.${left}`.slice(0, 1000),
              keep: async (kept) => {
                await importPlan(kept, plan, { subject: viewer.subject, at: now });
              },
            };
          },
        };
      },
    }),
  ],
});

async function standingOf(transaction: Asked["transaction"], id: string): Promise<Flag> {
  const standing = (await listFlags(transaction)).find((one) => one.id === id);
  if (standing) return standing;
  throw new Refusal(404, "There is no such flag that stands, or not for you.", { target: `flag ${id}` });
}

const flagForm = ({ csrf, query }: View): Html => html`<form method="post" action="/flags/flag" class="filters">${csrf}
<div class="field search"><label for="named">Principal by ARN, id or name, or an account's id</label><input id="named" name="named" required maxlength="500" value="${query.get("named") ?? ""}"></div>
<div class="field"><label for="account">Its account, where the name is not enough</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" size="14"></div>
<div class="field search"><label for="reason">Why</label><input id="reason" name="reason" required maxlength="1000"></div><button class="primary">Flag</button></form>`;

const row = (one: Flag, canPlan: boolean, view: View): Html => {
  const { id, account, kind, recordId, name, end } = one;
  const page = pages[kind];
  return html`<tr><th scope="row">${sign(end === null ? "flag" : "none", "")}${page === undefined ? name : html`<a href="/principals/${page}/${account}/${recordId}">${name}</a>`} <small>${kindWords[kind] ?? kind}</small></th>
<td data-label="Account">${account}</td><td data-label="Why">${one.reason}</td><td data-label="By">${one.by}</td><td data-label="Since">${instant(one.at)}</td>
<td data-label="What to do"><div>${end === null ? todo(id, name, one, canPlan, view) : html`taken off at ${instant(end.at)} by ${end.by}: ${end.reason}`}</div></td></tr>`;
};

const todo = (id: string, name: string, { account, kind }: Flag, canPlan: boolean, { viewer, csrf }: View): Html => {
  if (!may(viewer, "reviewer", account)) return html`<span class="quiet">A reviewer can take it off.</span>`;
  const plan =
    kind === "account"
      ? ""
      : canPlan
        ? html`<form method="post" action="/flags/plan">${csrf}<input type="hidden" name="id" value="${id}"><button>Make a plan</button></form>`
        : html`<p>A plan of it: <code>plumbline iam flag ${id} --plan --plan-file flag-${id}.json</code></p>`;
  return html`${plan}<details><summary>Take it off</summary><form method="post" action="/flags/unflag" class="filters">${csrf}<input type="hidden" name="id" value="${id}">
<div class="field"><label for="reason-${id}">Why it is taken off ${name}</label><input id="reason-${id}" name="reason" required maxlength="1000"></div><button>Take off</button></form></details>`;
};
