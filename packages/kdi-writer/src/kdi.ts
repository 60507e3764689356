/** Kenna's data importer (KDI) files, version 2. https://help.kennasecurity.com/hc/en-us/articles/360026413111 */
import { z } from "zod";

/** ISO 8601 in UTC, to the second: `2026-03-01T12:00:00Z`. */
export const KdiInstant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "is no instant such as 2026-03-01T12:00:00Z");
const text = z.string().min(1);

/** What names an asset. Kenna takes the first that the connector's order of locators names, so that an empty one does harm. */
export const Locators = z.strictObject({
  file: text.optional(),
  ip_address: text.optional(),
  mac_address: text.optional(),
  hostname: text.optional(),
  ec2: text.optional(),
  netbios: text.optional(),
  url: text.optional(),
  fqdn: text.optional(),
  image_id: text.optional(),
  container_id: text.optional(),
  external_id: text.optional(),
  database: text.optional(),
  application: text.optional(),
});
export type Locators = z.infer<typeof Locators>;

export const KdiStatus = z.enum(["open", "closed", "false_positive", "risk_accepted"]);
export type KdiStatus = z.infer<typeof KdiStatus>;

const Vuln = z.strictObject({
  /** With the type at most 255 characters; Kenna cuts off the rest. */
  scanner_identifier: text,
  scanner_type: text,
  vuln_def_name: text,
  scanner_score: z.int().min(0).max(10).optional(),
  override_score: z.int().min(0).max(100).optional(),
  created_at: KdiInstant.optional(),
  last_fixed_on: KdiInstant.optional(),
  last_seen_at: KdiInstant,
  status: KdiStatus,
  closed_at: KdiInstant.optional(),
  port: z.int().min(0).max(65_535).optional(),
  details: text.optional(),
});
/** A vulnerability of an asset. A closed one says when. */
export const KdiVuln = Vuln.refine(({ status, closed_at }) => (status === "closed") === (closed_at !== undefined), {
  error: "closed_at stands with the status closed, and with no other",
  path: ["closed_at"],
});
export type KdiVuln = z.infer<typeof KdiVuln>;

/** What several vulnerabilities are, joined to them by `scanner_type` and `name`. Of the three lists of ids Kenna keeps one. */
export const KdiVulnDef = z.strictObject({
  scanner_type: text,
  name: text,
  cve_identifiers: z
    .string()
    .regex(/^CVE-[\d-]+(,CVE-[\d-]+)*$/)
    .optional(),
  cwe_identifiers: z
    .string()
    .regex(/^CWE-\d+(,CWE-\d+)*$/)
    .optional(),
  wasc_identifiers: z
    .string()
    .regex(/^WASC-\d+(,WASC-\d+)*$/)
    .optional(),
  description: text.optional(),
  solution: text.optional(),
});
export type KdiVulnDef = z.infer<typeof KdiVulnDef>;

const about = {
  asset_type: z.enum(["image", "container"]).optional(),
  tags: z.array(text).optional(),
  ...{ owner: text.optional(), os: text.optional(), os_version: text.optional() },
  priority: z.int().min(0).max(10).optional(),
  last_seen_at: KdiInstant.optional(),
};
const hasLocator = (asset: Locators): boolean =>
  Object.keys(Locators.shape).some((name) => name !== "application" && Object.hasOwn(asset, name));

/** An asset with its vulnerabilities, whole in one file. */
export const KdiAsset = z
  .strictObject({ ...Locators.shape, ...about, vulns: z.array(KdiVuln) })
  .refine(hasLocator, { error: "an asset has at least one locator" });
export type KdiAsset = z.infer<typeof KdiAsset>;

export const KdiFile = z.strictObject({
  /** True leaves open what the file does not name of its assets; false lets Kenna close it. */
  skip_autoclose: z.boolean(),
  version: z.literal(2),
  /** Takes all tags of each asset away first. */
  reset_tags: z.boolean().optional(),
  assets: z.array(KdiAsset),
  vuln_defs: z.array(KdiVulnDef),
});
export type KdiFile = z.infer<typeof KdiFile>;

/** What one finding says of one asset: who it is and what is known of it, the vulnerability on it, and what that is. */
export interface KdiEntry {
  readonly asset: Readonly<Omit<KdiAsset, "vulns">>;
  readonly vuln: KdiVuln;
  readonly def: KdiVulnDef;
}
