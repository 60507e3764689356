import { html, raw } from "hono/html";
import type { Html } from "./page.ts";

/** Drawn for 16 by 16 pixels; each has a shape of its own, so that none is told by its colour alone. */
const shapes = {
  good: '<circle cx="8" cy="8" r="7"/><path class="mark" d="m4.8 8.3 2.2 2.2 4.2-4.6"/>',
  warn: '<path d="M8 1 15.5 14.5H.5z"/><path class="mark" d="M8 6v4m0 1.6v.6"/>',
  bad: '<path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path class="mark" d="m5.5 5.5 5 5m0-5-5 5"/>',
  unseen: '<circle cx="8" cy="8" r="6.4" class="hollow"/><path class="mark" d="M6 6.3a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.3m0 1.7v.5"/>',
  none: '<circle cx="8" cy="8" r="6.4" class="hollow"/><path class="mark" d="M5 8h6"/>',
  flag: '<path class="mark" d="M3.5 15V1.5m0 .5h8.5l-2 3 2 3H3.5"/>',
} as const;
export type IconName = keyof typeof shapes;

/** A picture that says nothing by itself: words stand beside it. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon ${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${raw(shapes[name])}</svg>`;
