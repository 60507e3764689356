import { html } from "hono/html";
import { assetPaths } from "./assets.ts";
import type { Gap } from "./gaps.ts";
import { type Html, navGroups, type Page, type View } from "./page.ts";
import { bannerOf, counted, gapsNote, instant } from "./parts.ts";
import type { Setup } from "./setup.ts";
import { accountsOf, may, type Viewer } from "./viewer.ts";

interface Framed {
  readonly page: Pick<Page, "path" | "role" | "travels">;
  readonly title: string;
  readonly gaps: readonly Gap[];
  readonly body: Html;
  readonly view: View;
  readonly theme: string;
  readonly told: string | undefined;
  readonly menu: readonly Page[];
  readonly setup: Pick<Setup, "services">;
}

/** A page in its frame: menu, as of when it is, what could not be looked at, and its content. */
export const layout = ({ page, title, gaps, body, view, theme, told, menu, setup }: Framed): Html => html`<!doctype html>
<html lang="en" data-theme="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Plumbline</title><link rel="stylesheet" href="${assetPaths.style}"><link rel="icon" href="${assetPaths.icon}">
<script src="${assetPaths.script}" defer></script></head>
<body><a class="skip" href="#content">To the content</a>
<header>${bannerOf(setup.services.banner)}<div class="top"><a class="brand" href="/">Plumbline</a>
  <div class="who"><span class="name" title="${view.viewer.subject}">${view.viewer.name}</span>
    <form method="post" action="/theme">${view.csrf}<input type="hidden" name="to" value="${view.path}">
      <label class="visually-hidden" for="theme">Colours</label>
      <select id="theme" name="theme">${[
        ["auto", "As the system"],
        ["light", "Light"],
        ["dark", "Dark"],
      ].map(([value, label]) => html`<option value="${value}" ${theme === value ? "selected" : ""}>${label}</option>`)}</select>
      <button>Set</button></form>
    <form method="post" action="/sign-out">${view.csrf}<button>Sign out</button></form></div></div></header>
<div class="columns"><nav aria-label="Pages">${menuOf(menu, page.path, view.viewer)}</nav>
<main id="content"><div class="title"><h1>${title}</h1>${asOf(page, view)}</div>
${told === undefined ? "" : html`<p class="told note" role="status">${told}</p>`}
${gapsNote(gaps)}
${body}</main></div></body></html>`;

const menuOf = (pages: readonly Page[], current: string, viewer: Viewer): Html => {
  const shown = pages.flatMap((page) => (page.nav && may(viewer, page.role) ? [{ ...page, nav: page.nav }] : []));
  const groups = navGroups
    .map((group) => ({ group, of: shown.filter(({ nav }) => nav.group === group) }))
    .filter(({ of }) => of.length > 0);
  return html`${groups.map(
    ({ group, of }) =>
      html`<h2 id="menu-${group.toLowerCase()}">${group}</h2><ul aria-labelledby="menu-${group.toLowerCase()}">${of.map(
        ({ path, title, nav }) =>
          html`<li><a href="${path}" ${path === current ? html`aria-current="page"` : ""}>${nav.label ?? title}</a></li>`,
      )}</ul>`,
  )}`;
};

/** As of when the page is and of which accounts; where it travels, another instant can be chosen. */
const asOf = ({ role, travels }: Framed["page"], { viewer, at, now, query }: View): Html => {
  const accounts = accountsOf(viewer, role);
  const whose = accounts === "all" ? "all accounts" : counted(accounts.length, "account", "accounts");
  const others = [...query].filter(([name]) => !["at", "after"].includes(name));
  return html`<div class="as-of"><span>As of ${instant(at)}${at.getTime() === now.getTime() ? "" : html` <strong>(not now)</strong>`}, ${whose}</span>
${
  travels
    ? html`<form method="get" class="inline">${others.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="at">Show day</label><input id="at" type="date" name="at" value="${at.getTime() === now.getTime() ? "" : at.toISOString().slice(0, 10)}" max="${now.toISOString().slice(0, 10)}"><button>Go</button></form>`
    : ""
}</div>`;
};
