import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { DeliveryError } from "./channel.ts";
import { type Secret, SecretError, withoutSecrets } from "./secret.ts";

export interface PostTo {
  readonly channel: string;
  readonly url: Secret;
  readonly timeoutMilliseconds?: number | undefined;
}

const mostOfAnswer = 200;
const again = new Set([408, 425, 429]);

/** Proves that a webhook's URL can be used: https, or http on this machine. Throws a SecretError that does not show it. */
export function proveWebhookUrl(url: Secret): void {
  const text = url.reveal();
  if (!URL.canParse(text)) throw new SecretError("the webhook's URL is none");
  const { protocol, hostname } = new URL(text);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopbackHost(hostname))) throw new SecretError("the webhook's URL is not https");
}

/**
 * Posts JSON. Any answer but 2xx rejects with a DeliveryError, and so does a redirect: the letter would go where nobody said. The URL is
 * a secret and stands in no message.
 */
export async function postJson({ channel, url, timeoutMilliseconds = 10_000 }: PostTo, body: object): Promise<void> {
  const response = await fetch(url.reveal(), {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMilliseconds),
  }).catch((error: unknown) => Promise.reject(unreached(error, channel, url)));
  const { status } = response;
  const answer = await response.text().catch((error: unknown) => Promise.reject(unreached(error, channel, url)));
  if (response.ok) return;
  if (status >= 300 && status < 400) throw new DeliveryError(`answered ${status}: redirects are not followed`, { channel, isFinal: true });
  const said = withoutSecrets(answer.trim().replaceAll(/\s+/g, " "), [url]).slice(0, mostOfAnswer);
  throw new DeliveryError(`answered ${status}${said ? `: ${said}` : ""}`, {
    channel,
    isFinal: status < 500 && !again.has(status),
    retryAfterSeconds: retryAfterOf(response),
  });
}

/** Only the code of the error is told, and it is not the cause: its text may hold the URL. */
function unreached(error: unknown, channel: string, url: Secret): DeliveryError {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : error instanceof Error ? error.name : "unknown error";
  const reason = isTimeout ? "did not answer in time" : `could not be reached: ${withoutSecrets(code, [url])}`;
  return new DeliveryError(reason, { channel, isFinal: false });
}

/** Only the form in seconds; a date would need a clock, and our own pause does as well. */
const retryAfterOf = ({ headers }: Response): number | undefined => {
  const text = headers.get("retry-after");
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
};
