/** The pause in milliseconds that a Retry-After asks for; undefined for none. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export const pauseOf = (retryAfter: string | null | undefined, now: Date): number | undefined => {
  if (!retryAfter) return undefined;
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now.getTime());
};
