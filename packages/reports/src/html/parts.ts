import { printable } from "../text.ts";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for HTML, in an element or in a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Text of AWS on one line, safe in HTML. */
export const shown = (text: string): string => escaped(printable(text));
export const number = (count: number): string => count.toLocaleString("en-US");

/** A counter of the overview; in words where it can't be counted. */
export const tile = (name: string, count: number | string, shade = ""): string =>
  `<div><dt>${name}</dt><dd class="${shade}">${typeof count === "string" ? shown(count) : number(count)}</dd></div>`;

/** A table whose rows the script fills; the roles hold where the style makes it no table, on narrow screens. */
export const table = (name: string, caption: string, columns: readonly string[]): string => `<div class="scroll">
<table class="paged" id="${name}-table" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => `<th scope="col" role="columnheader">${column}</th>`).join("")}</tr></thead>
<tbody role="rowgroup" id="${name}-rows"></tbody></table></div>`;
