import { createHash } from "node:crypto";
import type { Hono } from "hono";
import { script } from "../assets/script.ts";
import { style } from "../assets/style.ts";
import { tableStyle } from "../assets/table-style.ts";
import { workStyle } from "../assets/work-style.ts";
import type { Gathered } from "./setup.ts";

const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f5fbf"/><path d="M8 2v7" stroke="#fff" stroke-width="1.4"/><path d="m5.5 8.5 2.5 6 2.5-6z" fill="#fff"/></svg>';
const all = [
  { name: "style", end: "css", type: "text/css; charset=utf-8", text: style + tableStyle + workStyle },
  { name: "script", end: "js", type: "text/javascript; charset=utf-8", text: script },
  { name: "icon", end: "svg", type: "image/svg+xml", text: mark },
].map((asset) => {
  const hash = createHash("sha256").update(asset.text).digest("hex").slice(0, 16);
  return { ...asset, path: `/assets/${asset.name}.${hash}.${asset.end}` };
});
const pathOf = (wanted: string): string => all.find(({ name }) => name === wanted)?.path ?? "/";

/** Where the console's own files are; the name changes with the content, so that browsers may keep each for good. */
export const assetPaths = { style: pathOf("style"), script: pathOf("script"), icon: pathOf("icon") };

export function addAssets(app: Hono<Gathered>): void {
  for (const { path, type, text } of all)
    app.get(path, (c) => c.body(text, 200, { "content-type": type, "cache-control": "public, max-age=31536000, immutable" }));
}
