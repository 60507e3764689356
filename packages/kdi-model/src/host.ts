import { isIPv4 } from "node:net";
import { isInternal } from "@plumbline/kdi-writer/locators";

/** How a machine is named in a network. */
export interface Host {
  readonly hostname?: string;
  readonly fqdn?: string;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** https://www.rfc-editor.org/rfc/rfc1123#section-2: a whole name has at most 253 characters. */
const longestName = 253;

/**
 * A name as `fqdn` when it has several labels and as `hostname` when it has one; undefined for what DNS could not hold, such as
 * `web server (new)`. An address is no name: the last label has a letter.
 */
export const hostOf = (name: string): Host | undefined => {
  const labels = name.split(".");
  if (name.length > longestName || !labels.every((one) => label.test(one))) return undefined;
  if (labels.length === 1) return { hostname: name };
  return /[a-z]/i.test(labels.at(-1) ?? "") ? { fqdn: name } : undefined;
};

/** The first public IPv4 address, else the first one; undefined when none is told. */
export const addressOf = (addresses: readonly string[]): string | undefined => {
  const told = addresses.map((address) => address.trim()).filter(isIPv4);
  return told.find((address) => !isInternal(address)) ?? told[0];
};
