import { XMLParser } from "fast-xml-parser";

/** An answer in XML: texts, and elements by name. An element that comes several times is a list. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, ignoreDeclaration: true });

const isXml = (value: unknown): value is XmlValue =>
  typeof value === "string" || (typeof value === "object" && value !== null && Object.values(value).every(isXml));

/** The element below `path` in an answer; undefined when there is none. */
export function elementAt(text: string, ...path: readonly string[]): XmlValue | undefined {
  const parsed: unknown = parser.parse(text);
  if (!isXml(parsed)) return undefined;
  return path.reduce<XmlValue | undefined>((value, name) => (value === undefined ? undefined : childOf(value, name)), parsed);
}

/** The only element of an answer. */
export function rootOf(text: string): XmlValue | undefined {
  const parsed: unknown = parser.parse(text);
  return isXml(parsed) && isElement(parsed) ? Object.values(parsed)[0] : undefined;
}

export const isElement = (value: XmlValue): value is { readonly [name: string]: XmlValue } =>
  typeof value === "object" && !Array.isArray(value);

const childOf = (value: XmlValue, name: string): XmlValue | undefined => (isElement(value) ? value[name] : undefined);
