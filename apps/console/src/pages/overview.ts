import { html } from "hono/html";
import { z } from "zod";
import { gapsOf } from "../frame/gaps.ts";
import type { IconName } from "../frame/icons.ts";
import { definePage, type Html } from "../frame/page.ts";
import { orNone, sign } from "../frame/parts.ts";
import { type Light, lightsOf } from "../overview/judge.ts";
import { readTallies } from "../overview/read-tallies.ts";
import type { Colour } from "../overview/rule.ts";
import { rules } from "../overview/rules.ts";
import { withQuery } from "../tables/show-table.ts";

const signs: Readonly<Record<Colour, { icon: IconName; word: string }>> = {
  red: { icon: "bad", word: "Red" },
  yellow: { icon: "warn", word: "Yellow" },
  green: { icon: "good", word: "Green" },
  grey: { icon: "unseen", word: "Grey" },
};
const pageSize = 50;

/** Red, yellow and green for each account by tool and practice. */
export const overview = definePage({
  path: "/",
  title: "Overview",
  nav: { group: "Overview" },
  role: "reader",
  travels: true,
  query: z.object({
    colour: z.enum(["red", "yellow", "grey"]).optional(),
    from: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  }),
  async load({ transaction, at, query: { colour, from = "" } }) {
    const tallies = await readTallies(transaction, at);
    const all = tallies.map((tally) => ({ account: tally.account, name: tally.name, lights: lightsOf(tally, at) }));
    const wanted = colour === undefined ? all : all.filter(({ lights }) => lights.some((light) => light.colour === colour));
    const rest = wanted.filter(({ account }) => account >= from);
    const counts = Object.fromEntries(
      Object.keys(signs).map((name) => [name, all.flatMap(({ lights }) => lights.filter((light) => light.colour === name)).length]),
    );
    const data = { counts, total: wanted.length, accounts: rest.slice(0, pageSize), next: rest[pageSize]?.account ?? null };
    return { data, gaps: await gapsOf(transaction, { at }) };
  },
  show: ({ counts, total, accounts, next }, { query }) => html`
<section aria-label="Counts"><dl class="tiles">${Object.entries(signs).map(
    ([colour, { icon, word }]) =>
      html`<div><dt>${sign(icon, word)}</dt><dd>${colour === "green" ? (counts[colour] ?? 0) : html`<a href="${withQuery("/", query, { colour, from: undefined })}">${counts[colour] ?? 0}</a>`}</dd></div>`,
  )}</dl>${query.has("colour") ? html`<p><a class="button" href="/">All accounts</a></p>` : ""}</section>
<section aria-label="Accounts">
${accounts.length === 0 ? html`<p class="empty">${total === 0 && !query.has("colour") ? html`There is no account yet: <code>plumbline iam collect</code> fills the inventory.` : "None."}</p>` : ""}
${accounts.map(
  ({
    account,
    name,
    lights,
  }) => html`<article class="account"><h2><a href="/accounts?account=${account}">${name === "" ? account : name}</a> <small>${name === "" ? "" : account}</small></h2>
${groups.map(({ group, title }) => html`<h3>${title}</h3><ul class="lights">${lights.filter((light) => ruleOf(light)?.group === group).map(showLight)}</ul>`)}</article>`,
)}
${next === null ? "" : html`<p class="pager"><a class="button" rel="next" href="${withQuery("/", query, { from: next })}">More accounts</a></p>`}</section>
<section aria-labelledby="rules"><h2 id="rules">What the colours mean</h2>
<p>Grey: it could not be looked at, so that nobody knows. What was found counts all the same, as “at least”. A tool or practice that no scan asked about is not looked at. The light of the scan of an account is as of now, whatever day is shown; the others are of the newest scan until that day. The ids are those of controls of the CSA Cloud Controls Matrix 4.</p>
<table class="stacks"><thead><tr><th scope="col">Tool or practice</th><th scope="col">Red</th><th scope="col">Yellow</th><th scope="col">Green</th><th scope="col">CCM</th></tr></thead>
<tbody>${rules.map(
    ({ title, group, ccm, says }) =>
      html`<tr><th scope="row">${title} <small>${group.toLowerCase()}</small></th><td data-label="Red">${says.red}</td><td data-label="Yellow">${says.yellow}</td><td data-label="Green">${says.green}</td><td data-label="CCM">${orNone(ccm.join(", "))}</td></tr>`,
  )}</tbody></table></section>`,
});

const groups = [
  { group: "Tool", title: "Tools" },
  { group: "Practice", title: "Practices" },
] as const;
const ruleOf = ({ rule }: Light) => rules.find(({ id }) => id === rule);
const showLight = (light: Light): Html => {
  const { icon, word } = signs[light.colour];
  const words = light.to === null ? light.words : html`<a href="${light.to}">${light.words}</a>`;
  return html`<li class="light ${icon}">${sign(icon, html`<span class="visually-hidden">${word}: </span><span><strong>${ruleOf(light)?.title}</strong> ${words}</span>`)}</li>`;
};
