import { isInTheWay } from "@plumbline/iam-store/database-failure";
import { StoreError } from "@plumbline/iam-store/store-error";
import { html } from "hono/html";
import { consoleActor } from "../sign-in/sessions.ts";
import { writeAudit } from "./audit.ts";
import { TooMany } from "./rate-limits.ts";
import { Refusal, type RefusalStatus } from "./refusal.ts";
import type { Ctx, Setup } from "./setup.ts";
import { NotSignedIn } from "./signed-in.ts";
import { standalone } from "./standalone.ts";

const titles: Readonly<Record<RefusalStatus | 500, string>> = {
  ...{
    400: "Not understood",
    401: "Not signed in",
    403: "Not for you",
    404: "Not found",
    408: "Too slow",
    409: "Not possible now",
    413: "Too large",
  },
  ...{ 421: "Another address", 429: "Too many requests", 500: "Something went wrong", 503: "Not available now" },
};

/**
 * Answers what could not be done. The person is told a refusal's own words, and of a fault inside its number alone, by which the log has it.
 * A refused try of somebody who is signed in goes into the audit log.
 */
export const onError =
  (setup: Setup) =>
  async (thrown: unknown, c: Ctx): Promise<Response> => {
    const isApi = c.req.path.startsWith("/api/");
    if (thrown instanceof NotSignedIn && !isApi) {
      const url = new URL(c.req.url);
      const to = c.req.method === "GET" ? `?to=${encodeURIComponent(`${url.pathname}${url.search}`)}` : "";
      return c.redirect(`/sign-in${to}`, 303);
    }
    const { status, message } = told(thrown);
    const requestId = c.get("requestId");
    if (thrown instanceof TooMany) c.header("retry-after", String(thrown.seconds));
    else if (status === 503) c.header("retry-after", "10");
    // A stopping console turns many away: that is no failure of any.
    const isFailure = status === 500 || (status === 503 && !setup.stopping?.aborted);
    if (isFailure) setup.log("a request failed", { requestId, path: c.req.path, error: inside(thrown) });
    await noteRefused(c, setup, thrown, status);
    if (isApi) return c.json({ error: titles[status], message, requestId }, status);
    const body = html`<p>${message}</p><p class="quiet">Request <code>${requestId}</code></p><p><a class="button" href="/">To the overview</a></p>`;
    return c.html(await standalone({ title: titles[status], body, banner: setup.services.banner }), status);
  };

function told(thrown: unknown): { status: RefusalStatus | 500; message: string } {
  if (thrown instanceof NotSignedIn) return { status: 401, message: "Sign in first." };
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof StoreError && (thrown.code === "unreachable" || thrown.code === "busy"))
    return { status: 503, message: "The database can't be reached. Try again in a while." };
  if (thrown instanceof StoreError && thrown.code === "archived") return { status: 409, message: `${thrown.message}.` };
  if (thrown instanceof StoreError && thrown.code === "bad-query") return { status: 400, message: `${thrown.message}.` };
  if (isInTheWay(thrown))
    return { status: 409, message: "Somebody else changed the same at this moment, so that nothing was done. Look anew, and try again." };
  // Row security: the database itself refuses. https://www.postgresql.org/docs/15/errcodes-appendix.html
  if (codeOf(thrown) === "42501") return { status: 403, message: "The database refuses this: it is about an account that is not yours." };
  return {
    status: 500,
    message: "The console could not do this. Tell its owner the number of the request, by which the log has the cause.",
  };
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && "code" in thrown ? thrown.code : undefined);

/** What the log is told: the message, and those of the causes; never a value that the database was given. */
function inside(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "no error was thrown";
  return thrown.cause === undefined ? `${thrown.name}: ${thrown.message}` : `${thrown.name}: ${thrown.message}: ${inside(thrown.cause)}`;
}

/** Only tries that somebody who is signed in was not allowed: what strangers try fills no table, and the rate limits hold them off. */
async function noteRefused(c: Ctx, setup: Setup, thrown: unknown, status: number): Promise<void> {
  const subject = c.get("subject");
  // What a link leads to and is not there is no try of anything; a form is.
  const isTry = [400, 403, 409].includes(status) || (status === 404 && c.req.method === "POST");
  if (subject === undefined || !isTry) return;
  const { target, account } = thrown instanceof Refusal ? thrown : { target: "", account: "" };
  const detail = told(thrown).message;
  await setup.store.as(consoleActor(subject), (transaction) =>
    writeAudit(transaction, {
      ...{ at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject, account },
      ...{ action: c.get("does") ?? `${c.req.method} ${c.req.path}`, target: target || c.req.path, outcome: "refused", detail },
    }),
  );
}
