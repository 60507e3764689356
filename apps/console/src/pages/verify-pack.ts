import { type Verified, verifyPack } from "@plumbline/access-reviews/pack/verify-pack";
import { ReviewError } from "@plumbline/access-reviews/review-error";
import { html } from "hono/html";
import { z } from "zod";
import { definePage, type Html, type View } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { upload } from "../frame/upload.ts";

const maxBytes = 64 * 1024 * 1024;

/** Tells whether an evidence pack is as it was made, and if not, what is wrong. */
export const verifyPage = definePage({
  path: "/verify-pack",
  title: "Verify a pack",
  nav: { group: "Reviews" },
  role: "reader",
  query: z.object({}),
  load: async () => ({ data: {}, gaps: [] }),
  show: (_, view) => form(view),
  extras: [
    upload({
      name: "verify",
      role: "reader",
      does: "verify a pack",
      maxBytes,
      form: z.object({ publicKey: z.string().trim().max(10_000).default("") }),
      async run({ path, name, form: { publicKey } }) {
        const verified = await judged(path, publicKey);
        const detail = verified.ok ? `whole, manifest ${verified.manifest}` : verified.fault;
        return { target: `pack ${name}`, detail, show: (view) => html`${result(name, verified)}${form(view)}` };
      },
    }),
  ],
});

async function judged(path: string, publicKey: string): Promise<Verified> {
  try {
    return await verifyPack(path, publicKey === "" ? {} : { publicKey });
  } catch (cause) {
    if (cause instanceof ReviewError) throw new Refusal(400, `The public key can't be used: ${cause.message}.`, { cause });
    throw cause;
  }
}

const form = ({ csrf }: View): Html => html`
<section aria-labelledby="choose"><h2 id="choose">Choose a pack</h2><form method="post" action="/verify-pack/verify" enctype="multipart/form-data" class="sheet">${csrf}
<div class="field"><label for="file">Evidence pack, a zip of at most ${maxBytes / 1024 / 1024} MB</label><input id="file" type="file" name="file" accept=".zip,application/zip" required></div>
<div class="field"><label for="publicKey">Public key in PEM, to prove who signed it</label><textarea id="publicKey" name="publicKey" rows="4"></textarea></div>
<p><button class="primary">Verify</button></p></form><p class="quiet">The pack is checked and kept nowhere. <code>plumbline review verify</code> does the same without this console.</p></section>`;

const result = (name: string, verified: Verified): Html =>
  verified.ok
    ? html`<section role="status" aria-labelledby="result"><h2 id="result">${sign("good", `${name} is as it was made`)}</h2><dl class="facts"><dt>Campaign</dt><dd>${verified.name} <span class="mono">${verified.campaign}</span></dd><dt>Closed</dt><dd>${instant(verified.closedAt)}</dd>
<dt>Holds</dt><dd>${counted(verified.files, "file", "files")}, ${counted(verified.decisions, "decision", "decisions")}</dd><dt>Manifest</dt><dd class="mono">${verified.manifest}</dd><dt>Signature</dt><dd>${signature(verified.signature)}</dd></dl></section>`
    : html`<section role="alert" aria-labelledby="result"><h2 id="result">${sign("bad", `${name} is not as it was made`)}</h2><p>${verified.fault}</p></section>`;

const signature = (of: Extract<Verified, { ok: true }>["signature"]): Html => {
  if (of === null) return html`${sign("warn", "none: anybody could have made the pack")}`;
  const who = html` <span class="mono">${of.keyId}</span>`;
  return of.isKnownKey
    ? html`${sign("good", "of the key that was given")}${who}`
    : html`${sign("warn", "of the key that the pack itself holds: give the public key to know whose it is")}${who}`;
};
