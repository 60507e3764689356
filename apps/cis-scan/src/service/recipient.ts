import { isMailAllowed, MailAddress } from "@plumbline/delivery/config";
import type { Refused } from "./access.ts";
import type { Settings } from "./settings.ts";

interface Named {
  /** The address that the caller gave; it goes before the other one. */
  readonly given: string | undefined;
  /** The address of the request's item, which another system wrote. */
  readonly kept: string | undefined;
}

/** Whom the report is mailed to; undefined when to nobody, and the bucket keeps it. An address that the caller did not give is not told. */
export function recipientOf({ given, kept }: Named, settings: Settings): { readonly email: string | undefined } | Refused {
  const text = given ?? (kept?.trim() || undefined);
  if (text === undefined) {
    if (settings.REPORT_BUCKET !== undefined) return { email: undefined };
    return { error: "nobody would get the report: the request has no email, and REPORT_BUCKET is not set" };
  }
  const who = given === undefined ? "the address in the request's item" : given;
  const { data: email } = MailAddress.safeParse(text);
  if (email === undefined) return { error: `${given === undefined ? who : "email"} is no mail address` };
  const { MAIL_ALLOWED: allowed, FROM_ADDR: from } = settings;
  if (!isMailAllowed(email, allowed))
    return {
      error: `mail to ${who} is not allowed: MAIL_ALLOWED ${allowed.length === 0 ? "is empty" : "names neither it nor its domain"}`,
    };
  return from === undefined ? { error: "no mail can be sent: FROM_ADDR is not set" } : { email };
}
