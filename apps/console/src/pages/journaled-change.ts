import { html } from "hono/html";
import { z } from "zod";
import { job } from "../frame/job.ts";
import { definePage, type Html, type View } from "../frame/page.ts";
import { instant, sign } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { may } from "../frame/viewer.ts";
import { isInEffect, readChange } from "../plans/read-journal.ts";
import { showChange } from "../plans/show-change.ts";
import { statusIcon } from "./journal.ts";

/** One change of the journal: what was written, and how it is taken back. */
export const journaledChange = definePage({
  path: "/journal/:account/:change",
  title: "Change",
  role: "reader",
  query: z.object({}),
  async load({ transaction, params, services }) {
    const lines = await readChange(transaction, { account: params["account"] ?? "", change: params["change"] ?? "" });
    const last = lines.at(-1);
    if (!last) return undefined;
    const { change } = last.entry;
    return {
      data: {
        ...{ change, lines, isInEffect: isInEffect(lines.map(({ entry }) => entry)) },
        ...{ canUndo: services.undo !== undefined, command: `plumbline undo ${change.id}${services.commandOptions ?? ""} --apply` },
      },
      title: `Change ${change.change}`,
      gaps: [],
    };
  },
  show: (data, view) => html`
<section aria-labelledby="entries"><h2 id="entries">What was written when</h2><table class="stacks"><thead><tr><th scope="col">When</th><th scope="col">Action</th><th scope="col">Status</th><th scope="col">By</th><th scope="col">Plan</th><th scope="col">Run</th></tr></thead>
<tbody>${data.lines.map(
    ({
      entry: { at, action, status, reason, who, approver, plan, run, requestIds },
    }) => html`<tr><th scope="row">${instant(at)}</th><td data-label="Action">${action}</td><td data-label="Status"><span>${sign(statusIcon(status), status)}${reason === undefined ? "" : html` <small>${reason}</small>`}${requestIds.length === 0 ? "" : html` <small>requests ${requestIds.join(", ")}</small>`}</span></td>
<td data-label="By"><span><span class="mono">${who}</span>${approver === undefined ? "" : html` <small>approved by ${approver}</small>`}</span></td><td data-label="Plan">${plan === undefined ? html`<span class="quiet">—</span>` : html`<a class="mono" href="/plans/${plan}">${plan.slice(0, 12)}</a>`}</td><td data-label="Run" class="mono">${run}</td></tr>`,
  )}</tbody></table></section>
<section aria-labelledby="undo"><h2 id="undo">Undo</h2>${undo(data, view)}</section>
<section aria-labelledby="change"><h2 id="change">Before and after</h2>${showChange(data.change, undefined)}</section>`,
  extras: [
    job({
      name: "undo",
      role: "admin",
      does: "undo a change",
      form: z.object({ typed: z.string().trim() }),
      async prove({ transaction, params, viewer, services, form }) {
        const { undo } = services;
        const [account = "", id = ""] = [params["account"], params["change"]];
        const target = `change ${id}`;
        if (undo === undefined)
          throw new Refusal(403, "This console was started without --allow-changes: it writes nothing to AWS.", { target, account });
        const lines = await readChange(transaction, { account, change: id });
        if (lines.length === 0) throw new Refusal(404, "There is no such change, or not for you.", { target });
        if (!may(viewer, "admin", account))
          throw new Refusal(403, "Only an admin of the account may take a change back.", { target, account });
        if (form.typed !== id)
          throw new Refusal(400, "What was typed is not the change's id: nothing was done. Go back and type it as it stands there.", {
            ...{ target, account },
          });
        const to = `/journal/${account}/${encodeURIComponent(id)}`;
        return {
          ...{ target, account },
          async run() {
            const { outcomes, keep } = await undo(id, (entry) => may(viewer, "admin", entry.change.resource.account));
            const isDone = outcomes.length > 0 && outcomes.every(({ status }) => status === "undone");
            const words = outcomes.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)).join("; ");
            return {
              outcome: isDone ? "done" : "failed",
              to,
              told: isDone ? "The change was taken back." : `Not taken back: ${words}`,
              detail: words,
              keep,
            };
          },
        };
      },
    }),
  ],
});

interface Undoing {
  readonly change: { readonly id: string; readonly resource: { readonly account: string }; readonly undo: { readonly kind: string } };
  readonly isInEffect: boolean;
  readonly canUndo: boolean;
  readonly command: string;
}

const undo = ({ change, isInEffect: inEffect, canUndo, command }: Undoing, { viewer, csrf, path }: View): Html => {
  if (!inEffect) return html`<p>${sign("none", "Nothing of it is in effect.")}</p>`;
  if (change.undo.kind === "impossible") return html`<p>${sign("bad", "It can't be undone.")}</p>`;
  const told = html`<p>It writes the state before back, if the resource is as the change left it.<br><code>${command}</code></p>`;
  if (!canUndo || !may(viewer, "admin", change.resource.account)) return told;
  return html`${told}<form method="post" action="${path.split("?")[0]}/undo" class="filters">${csrf}
<div class="field search"><label for="typed">Type the change's id to write to AWS: <span class="mono">${change.id}</span></label><input id="typed" name="typed" required autocomplete="off"></div>
<button class="danger">Undo in AWS</button></form>`;
};
