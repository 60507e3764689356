import { asText } from "@plumbline/vulnerabilities/words";

/** A text without white space at its ends; undefined where nothing is said, also in AWS's own words for that ("N/A", "None Provided"). */
export const said = (text: string | undefined): string | undefined => asText(text?.trim());

/** What there is of these, each once and in order, so that the order in which AWS names them leaves no trace. */
export const each = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts.flatMap((text) => said(text) ?? []))].sort((a, b) => (a < b ? -1 : 1));

/** An instant as KDI has it: ISO 8601 in UTC, to the second. What is left of a second is cut off. */
export const toKdiInstant = (instant: string | Date): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;
