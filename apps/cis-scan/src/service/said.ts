import { explain } from "@plumbline/cli/explain";
import { DeliveryError } from "@plumbline/delivery/channel";
import { type Secret, withoutSecrets } from "@plumbline/delivery/secret";

/** What may be told of an error: one line and what to do, without the secrets of whoever asked. */
export function said(error: unknown, secrets: readonly Secret[]): string {
  if (error instanceof DeliveryError) return withoutSecrets(error.message, secrets);
  const { line, hint } = explain(error);
  return withoutSecrets(hint === undefined ? line : `${line} (${hint})`, secrets);
}
