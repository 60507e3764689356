/**
 * Kenna's data importer (KDI) files, version 2. https://help.kennasecurity.com/hc/en-us/articles/360026413111
 * Rules that stand between fields are stated twice, for zod and for the published JSON Schema; the tests hold one against the other.
 */
import { z } from "zod";

/** ISO 8601 in UTC, to the second: `2026-03-01T12:00:00Z`. So the writer writes every date. */
export const KdiInstant = z.iso.datetime({ precision: 0, error: "is no instant such as 2026-03-01T12:00:00Z" });
/** A date as Kenna takes it: a day, or ISO 8601 with an offset. */
export const KdiDate = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "is no date such as 2026-03-01 or 2026-03-01T12:00:00Z",
});
const text = z.string().min(1, { error: "is empty" });

/** What may name an asset. Kenna takes the first that the connector's order of locators names, so that an empty one does harm. */
export const Locators = z.strictObject({
  file: text.optional(),
  ip_address: text.optional(),
  /** Named by older editions of Kenna's page. */
  external_ip_address: text.optional(),
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
  /** Names an asset together with `file` or `url`, which both want it. */
  application: text.optional(),
});
export type Locators = z.infer<typeof Locators>;

export const KdiStatus = z.enum(["open", "closed", "false_positive", "risk_accepted"]);
export type KdiStatus = z.infer<typeof KdiStatus>;

/** UTF-16 code units of `scanner_type` and `scanner_identifier` together; Kenna joins them and cuts off the rest. */
export const longestIdentifier = 255;
const identifier = text.max(longestIdentifier - 1, { abort: true });
const scanner = { scanner_identifier: identifier, scanner_type: identifier };
const isOneIdentifier = (one: { scanner_identifier: string; scanner_type: string }): boolean =>
  one.scanner_identifier.length + one.scanner_type.length <= longestIdentifier;
const identifierRule = {
  error: `scanner_type and scanner_identifier have more than ${longestIdentifier} characters together: Kenna would cut the rest off`,
  path: ["scanner_identifier"],
};
/** Whether one date is not before another; true where either is missing or is no date, of which the field itself tells. */
const isFrom = (date: string | undefined, first: string | undefined): boolean =>
  date === undefined || first === undefined || !(Date.parse(date) < Date.parse(first));

/** A vulnerability of an asset. A closed one says when; nothing of it was before it was created. */
export const KdiVuln = z
  .strictObject({
    ...scanner,
    vuln_def_name: text,
    scanner_score: z.int().min(0).max(10).optional(),
    override_score: z.int().min(0).max(100).optional(),
    created_at: KdiDate.optional(),
    last_fixed_on: KdiDate.optional(),
    last_seen_at: KdiDate,
    status: KdiStatus,
    closed_at: KdiDate.optional(),
    port: z.int().min(0).max(65_535).optional(),
    details: text.optional(),
  })
  .refine(({ status, closed_at }) => (status === "closed") === (closed_at !== undefined), {
    error: "closed_at stands with the status closed, and with no other",
    path: ["closed_at"],
  })
  .refine(isOneIdentifier, identifierRule)
  .refine((one) => isFrom(one.last_seen_at, one.created_at), { error: "is before created_at", path: ["last_seen_at"] })
  .refine((one) => isFrom(one.closed_at, one.created_at), { error: "is before created_at", path: ["closed_at"] })
  .refine((one) => isFrom(one.last_fixed_on, one.created_at), { error: "is before created_at", path: ["last_fixed_on"] })
  .meta({
    if: { properties: { status: { const: "closed" } }, required: ["status"] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { required: ["closed_at"] },
    else: { properties: { closed_at: false } },
  });
export type KdiVuln = z.infer<typeof KdiVuln>;

/** A weakness of an application, of Kenna's application security model, which keeps these apart from vulnerabilities. */
export const KdiFinding = z
  .strictObject({
    ...scanner,
    vuln_def_name: text,
    created_at: KdiDate.optional(),
    due_date: KdiDate.optional(),
    last_seen_at: KdiDate,
    severity: z.int().min(0).max(10).optional(),
    triage_state: z
      .enum(["new", "in_progress", "triaged", "resolved", "false_positive", "risk_accepted", "duplicate", "not_a_security_issue"])
      .optional(),
    additional_fields: z.record(z.string(), z.json()).optional(),
  })
  .refine(isOneIdentifier, identifierRule)
  .refine((one) => isFrom(one.last_seen_at, one.created_at), { error: "is before created_at", path: ["last_seen_at"] });
export type KdiFinding = z.infer<typeof KdiFinding>;

const idList = (pattern: RegExp, example: string) => z.string().regex(pattern, { error: `is no list such as ${example}` });

/** What several vulnerabilities are, joined to them by `scanner_type` and `name`. Of the three lists of ids Kenna keeps one. */
export const KdiVulnDef = z.strictObject({
  scanner_type: scanner.scanner_type,
  name: text,
  cve_identifiers: idList(/^CVE-[\d-]+(,CVE-[\d-]+)*$/, "CVE-2026-0001,CVE-2026-0002").optional(),
  cwe_identifiers: idList(/^CWE-\d+(,CWE-\d+)*$/, "CWE-79,CWE-89").optional(),
  wasc_identifiers: idList(/^WASC-\d+(,WASC-\d+)*$/, "WASC-8").optional(),
  description: text.optional(),
  solution: text.optional(),
  /** What version 1 joined by; version 2 takes no notice of it. */
  scanner_identifier: text.optional(),
});
export type KdiVulnDef = z.infer<typeof KdiVulnDef>;

const own = {
  ...Locators.shape,
  asset_type: z.enum(["image", "container"]).optional(),
  tags: z.array(text).optional(),
  ...{ owner: text.optional(), os: text.optional(), os_version: text.optional() },
  priority: z.int().min(0).max(10).optional(),
  last_seen_at: KdiDate.optional(),
};
type Own = z.infer<z.ZodObject<typeof own>>;
/** `application` alone names nothing. */
const naming = Locators.keyof().options.filter((name) => name !== "application");
const hasOne = (asset: Locators): boolean => naming.some((name) => asset[name] !== undefined);
const wantsApplication = ({ file, url }: Locators): boolean => file !== undefined || url !== undefined;
const isTyped = ({ asset_type: type, image_id: image, container_id: container }: Own): boolean =>
  type === undefined ? image === undefined && container === undefined : (type === "image" ? image : container) !== undefined;
const anyOf = (names: readonly string[]) => names.map((name) => ({ required: [name] }));

const rules = {
  locator: { error: "an asset has at least one locator" },
  application: { error: "application is wanted with file and with url", path: ["application"] },
  type: { error: "asset_type image stands with image_id, container with container_id, and none with neither", path: ["asset_type"] },
};
const ownMeta = {
  anyOf: anyOf(naming),
  dependentRequired: { file: ["application"], url: ["application"], image_id: ["asset_type"], container_id: ["asset_type"] },
  allOf: [
    {
      if: { properties: { asset_type: { const: "image" } }, required: ["asset_type"] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { required: ["image_id"] },
    },
    {
      if: { properties: { asset_type: { const: "container" } }, required: ["asset_type"] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { required: ["container_id"] },
    },
  ],
};

const ofAppSec = anyOf(["file", "url", "external_id"]);
/** An asset with its vulnerabilities, whole in one file. */
export const KdiAsset = z
  .strictObject({ ...own, vulns: z.array(KdiVuln), findings: z.array(KdiFinding).optional() })
  .refine(hasOne, rules.locator)
  .refine((asset) => !wantsApplication(asset) || asset.application !== undefined, rules.application)
  .refine(isTyped, rules.type)
  .refine(
    ({ findings = [], application, file, url, external_id: id }) =>
      findings.length === 0 || (application !== undefined && (file ?? url ?? id) !== undefined),
    { error: "an asset with findings has application, and file, url or external_id", path: ["findings"] },
  )
  .meta({
    ...ownMeta,
    allOf: [
      ...ownMeta.allOf,
      {
        if: { properties: { findings: { type: "array", minItems: 1 } }, required: ["findings"] },
        // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
        then: { required: ["application"], anyOf: ofAppSec },
      },
    ],
  });
export type KdiAsset = z.infer<typeof KdiAsset>;

const head = {
  /** True leaves open what the file does not name of its assets; false lets Kenna close it. */
  skip_autoclose: z.boolean(),
  version: z.literal(2),
  /** Takes all tags of each asset away first. */
  reset_tags: z.boolean().optional(),
};
export const KdiFile = z.strictObject({ ...head, assets: z.array(KdiAsset), vuln_defs: z.array(KdiVulnDef) });
export type KdiFile = z.infer<typeof KdiFile>;

/** A definition as one finding tells it: `fixes` are lines of its packages, which stand before the solution, those of all findings together. */
export const KdiToldDef = KdiVulnDef.extend({ fixes: z.array(text).optional() });
export type KdiToldDef = z.infer<typeof KdiToldDef>;

/** What one finding says of one asset: who it is and what is known of it, the vulnerability on it, and what that is. */
export const KdiEntry = z
  .strictObject({
    asset: z
      .strictObject(own)
      .refine(hasOne, rules.locator)
      .refine((asset) => !wantsApplication(asset) || asset.application !== undefined, rules.application)
      .refine(isTyped, rules.type),
    vuln: KdiVuln,
    def: KdiToldDef,
    /**
     * When this was so of the asset and of the vulnerability, where their own `last_seen_at` says something else, such as when the run was. Of two
     * words the later counts; it is not written.
     */
    said: z.strictObject({ asset: KdiDate.optional(), vuln: KdiDate.optional() }).optional(),
    /** The vulnerability is not to be written, where this is the word on it that counts. */
    leftOut: z.literal(true).optional(),
    /** What the asset's tags are those of, where one asset may be several: of each the later word counts, and those of all are written. */
    tagsOf: text.optional(),
  })
  .refine(({ vuln, def }) => vuln.scanner_type === def.scanner_type && vuln.vuln_def_name === def.name, {
    error: "the definition has another scanner_type or name than the vulnerability wants",
    path: ["def", "name"],
  });
export type KdiEntry = Readonly<z.infer<typeof KdiEntry>>;
