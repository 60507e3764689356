/** What Kenna answers; what else its answers hold is not looked at. https://apidocs.kennasecurity.com/reference/list-connector-runs */
import { z } from "zod";

/** Kenna writes ids as numbers, and takes them in both forms. */
export const KennaId = z.union([z.string().min(1), z.int()]).transform(String);
/** Some answers say `"true"` where others say `true`. */
export const Truth = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const count = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .transform((value) => value ?? undefined);
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/**
 * A run of a connector. Counts are undefined until Kenna has them. A payload is a piece that Kenna cuts its input into; `scanner_vuln` counts
 * what the scanner told, `vuln` what Kenna makes of it.
 */
export const ConnectorRun = z.object({
  id: KennaId,
  /** An end without true is a failure. */
  success: Truth.nullish().transform((value) => value ?? undefined),
  /** As Kenna writes them, such as 2020-12-21T06:32:03.000Z. */
  start_time: text,
  end_time: text,
  error_message: text,
  total_payload_count: count,
  processed_payload_count: count,
  failed_payload_count: count,
  processed_assets_count: count,
  assets_with_tags_reset_count: count,
  processed_scanner_vuln_count: count,
  updated_scanner_vuln_count: count,
  created_scanner_vuln_count: count,
  closed_scanner_vuln_count: count,
  autoclosed_scanner_vuln_count: count,
  reopened_scanner_vuln_count: count,
  closed_vuln_count: count,
  autoclosed_vuln_count: count,
  reopened_vuln_count: count,
});
export type ConnectorRun = z.infer<typeof ConnectorRun>;
