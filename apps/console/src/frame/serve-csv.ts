import { stringify } from "csv-stringify/sync";
import { stream } from "hono/streaming";
import { askedOf } from "./asked-of.ts";
import { writeAudit } from "./audit.ts";
import type { Gap } from "./gaps.ts";
import type { CsvPage, Page } from "./page.ts";
import { Refusal } from "./refusal.ts";
import type { Ctx, Setup } from "./setup.ts";
import { actorOf, type Viewer } from "./viewer.ts";

const mostTold = 20;

/** Gaps for a header: account, what and cause, without the words of others. */
const told = (gaps: readonly Gap[]): string => {
  const lines = gaps.slice(0, mostTold).map(({ account, what, outcome }) => `${account} ${what} ${outcome}`.trim());
  const text = [...lines, ...(gaps.length > mostTold ? [`and ${gaps.length - mostTold} more`] : [])].join("; ");
  return text.replaceAll(/[^\x20-\x7e]/g, "?");
};

interface By {
  readonly viewer: Viewer;
  readonly setup: Setup;
}

/**
 * Sends a page's rows as CSV (RFC 4180), each part read in a transaction of its own, so that a slow reader holds none open. All parts are of
 * one instant. What a spreadsheet would take for a formula is kept from being one. https://owasp.org/www-community/attacks/CSV_Injection
 */
export async function streamCsv(c: Ctx, page: Page, { viewer, setup }: By): Promise<Response> {
  const { csv } = page;
  if (csv === undefined) throw new Refusal(404, "There is no such download.");
  const asked = askedOf(c, page, { viewer, setup });
  const read = (after: string | undefined): Promise<CsvPage> =>
    setup.store.as(actorOf(viewer, page.role), (transaction) => csv.next({ ...asked, transaction }, after), { oneInstant: true });
  // The first part is read before the answer begins, so that what is wrong with the query is said as an error.
  let part = await read(undefined);
  const gaps = await setup.store.as(actorOf(viewer, page.role), (transaction) => csv.gaps({ ...asked, transaction }), { oneInstant: true });
  await setup.store.as(actorOf(viewer, page.role), (transaction) =>
    writeAudit(transaction, {
      ...{ at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject: viewer.subject },
      ...{ action: "download", target: `${page.path}.csv`, outcome: "done", detail: new URL(c.req.url).search },
    }),
  );
  const name = `${page.path.replaceAll(/[^a-z]+/gi, "-").replaceAll(/^-|-$/g, "")}-${asked.at.toISOString().slice(0, 10)}${gaps.length === 0 ? "" : "-incomplete"}.csv`;
  if (gaps.length > 0) c.header("x-plumbline-incomplete", told(gaps));
  c.header("content-type", "text/csv; charset=utf-8");
  c.header("content-disposition", `attachment; filename="${name}"`);
  const text = (rows: CsvPage["rows"]) => stringify([...rows], { escape_formulas: true, record_delimiter: "\r\n" });
  return stream(
    c,
    async (out) => {
      await out.write(text([csv.header]));
      for (;;) {
        await out.write(text(part.rows));
        if (part.after === undefined || out.aborted) return;
        part = await read(part.after);
      }
    },
    async (error) => {
      setup.log("a download broke off", { requestId: c.get("requestId"), error: error.message });
      // A file that only looks whole would be taken for one: the connection is cut.
      c.env?.incoming?.destroy();
    },
  );
}
