/** Which locator names an asset. https://help.kennasecurity.com/hc/en-us/articles/212869003-Understanding-Locator-Order */
import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { Locators } from "./kdi.ts";

/** The words of an order, as Kenna's support takes them. */
export const LocatorName = z.enum([
  "container_locator",
  "image_locator",
  "ec2_locator",
  "mac_address_locator",
  "netbios_locator",
  "external_ip_address_locator",
  "hostname_locator",
  "url_locator",
  "file_locator",
  "fqdn_locator",
  "ip_address_locator",
  "external_id_locator",
  "database_locator",
  "application_locator",
]);
export type LocatorName = z.infer<typeof LocatorName>;
export type LocatorOrder = readonly LocatorName[];

/** Kenna's own order. */
export const defaultOrder: LocatorOrder = LocatorName.options;
/** The order that the original's page asks Kenna's support for where images are scanned; it names no containers. */
export const imageFirstOrder: LocatorOrder = [
  ...(["image_locator", "ec2_locator", "mac_address_locator", "netbios_locator", "external_ip_address_locator"] as const),
  ...(["hostname_locator", "url_locator", "file_locator", "fqdn_locator", "ip_address_locator", "external_id_locator"] as const),
  ...(["database_locator", "application_locator"] as const),
];

/** An order as it is written down: names with commas between them, with or without `_locator`, each once. */
export const WrittenOrder = z
  .string()
  .transform((written) =>
    written
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => (name.endsWith("_locator") ? name : `${name}_locator`)),
  )
  .pipe(
    z
      .array(LocatorName)
      .min(1, { error: "an order names at least one locator" })
      .refine((names) => new Set(names).size === names.length, { error: "an order names each locator once" }),
  );

// https://www.rfc-editor.org/rfc/rfc1918, and what else is never reached from outside.
const internal = new BlockList();
for (const [address, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
] as const)
  internal.addSubnet(address, bits, "ipv4");
internal.addSubnet("fc00::", 7, "ipv6");
internal.addSubnet("fe80::", 10, "ipv6");
internal.addSubnet("::1", 128, "ipv6");
/** Whether an address is never reached from outside. What is no address at all counts as internal: as such it comes later in every order. */
export const isInternal = (address: string): boolean =>
  isIP(address) === 0 || internal.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

type Read = (asset: Locators) => string | undefined;
const readings: Readonly<Record<LocatorName, Read>> = {
  container_locator: (asset) => asset.container_id,
  image_locator: (asset) => asset.image_id,
  ec2_locator: (asset) => asset.ec2,
  mac_address_locator: (asset) => asset.mac_address,
  netbios_locator: (asset) => asset.netbios,
  // That Kenna sorts `ip_address` by its value is read from its page, which calls the internal one RFC 1918; nobody has proven it.
  external_ip_address_locator: ({ external_ip_address: own, ip_address: ip }) =>
    own ?? (ip === undefined || isInternal(ip) ? undefined : ip),
  hostname_locator: (asset) => asset.hostname,
  url_locator: (asset) => asset.url,
  file_locator: (asset) => asset.file,
  fqdn_locator: (asset) => asset.fqdn,
  ip_address_locator: ({ ip_address: ip }) => (ip !== undefined && isInternal(ip) ? ip : undefined),
  external_id_locator: (asset) => asset.external_id,
  database_locator: (asset) => asset.database,
  application_locator: (asset) => asset.application,
};

/** The locators that an asset has, in Kenna's own order. */
export const locatorsOf = (asset: Locators): LocatorName[] => defaultOrder.filter((name) => readings[name](asset) !== undefined);

export interface AssetName {
  readonly locator: LocatorName;
  readonly value: string;
  /** Of a path or an URL, which several applications may have. */
  readonly application?: string;
}

/** What names an asset: the first locator of the order that it has. Undefined when the order has none of them. */
export function nameAsset(asset: Locators, order: LocatorOrder): AssetName | undefined {
  for (const locator of order) {
    const value = readings[locator](asset);
    if (value === undefined) continue;
    const isPart = locator === "file_locator" || locator === "url_locator";
    return { locator, value, ...(isPart && asset.application !== undefined ? { application: asset.application } : {}) };
  }
  return undefined;
}

/** A text that is the same for entries of one asset and for no others. An asset that the order does not name goes by Kenna's own order. */
export function keyOfAsset(asset: Locators, order: LocatorOrder): string {
  const { locator, value, application = "" } = nameAsset(asset, order) ?? nameAsset(asset, defaultOrder) ?? { locator: "", value: "" };
  return JSON.stringify([locator, value, application]);
}

/** The locators of what may be no asset at all; an empty one is none. */
export function locatorsIn(value: unknown): Locators {
  const told = z.looseObject({}).safeParse(value).data ?? {};
  const found: Locators = {};
  for (const name of Locators.keyof().options) {
    const text = told[name];
    if (typeof text === "string" && text !== "") found[name] = text;
  }
  return found;
}
