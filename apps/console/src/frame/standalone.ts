import { html } from "hono/html";
import { assetPaths } from "./assets.ts";
import type { Html } from "./page.ts";
import { bannerOf } from "./parts.ts";

interface Standalone {
  readonly title: string;
  readonly body: Html;
  readonly banner: string | undefined;
  /** Where the browser goes on to at once. */
  readonly leadsTo?: string;
}

/** A page without a menu, for whoever is not signed in, and for errors. */
export const standalone = ({ title, body, banner, leadsTo }: Standalone): Html => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${leadsTo === undefined ? "" : html`<meta http-equiv="refresh" content="0; url=${leadsTo}">`}<title>${title} · Plumbline</title><link rel="stylesheet" href="${assetPaths.style}"><link rel="icon" href="${assetPaths.icon}"></head>
<body class="alone"><header>${bannerOf(banner)}</header><main><p class="brand">Plumbline</p><h1>${title}</h1>${body}</main></body></html>`;
