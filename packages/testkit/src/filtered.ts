/** How AWS compares texts and times in the filters of Security Hub and Inspector, and how both answer by pages. */
import { createHash } from "node:crypto";

/** One condition on a text; Inspector knows the first three comparisons. */
export interface TextCondition {
  readonly value: string;
  readonly comparison: "EQUALS" | "PREFIX" | "NOT_EQUALS" | "PREFIX_NOT_EQUALS" | "CONTAINS" | "NOT_CONTAINS";
}

const holds: Readonly<Record<TextCondition["comparison"], (text: string, value: string) => boolean>> = {
  EQUALS: (text, value) => text === value,
  PREFIX: (text, value) => text.startsWith(value),
  CONTAINS: (text, value) => text.includes(value),
  NOT_EQUALS: (text, value) => text !== value,
  PREFIX_NOT_EQUALS: (text, value) => !text.startsWith(value),
  NOT_CONTAINS: (text, value) => !text.includes(value),
};
const isNegative = ({ comparison }: TextCondition) => comparison.includes("NOT_");

/**
 * Whether the texts of one field fit: one of them meets one of the positive conditions, and all meet every negative one.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
 */
export const fitsTexts = (texts: readonly string[], conditions: readonly TextCondition[]): boolean => {
  const positive = conditions.filter((condition) => !isNegative(condition));
  const meets = (text: string, { comparison, value }: TextCondition) => holds[comparison](text, value);
  return (
    (positive.length === 0 || positive.some((condition) => texts.some((text) => meets(text, condition)))) &&
    conditions.filter(isNegative).every((condition) => texts.every((text) => meets(text, condition)))
  );
};

/** A page of what was asked. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

/** The page that a token names; undefined for a token of another question. A token holds a place in the list, and which list. */
export const pageOf = <T>(
  rows: readonly T[],
  question: object,
  { token, size }: { token: string | undefined; size: number },
): Page<T> | undefined => {
  const list = createHash("sha256").update(JSON.stringify(question)).digest("hex").slice(0, 16);
  const [named, place] = token === undefined ? [list, "0"] : Buffer.from(token, "base64url").toString().split(" ");
  const start = Number(place);
  if (named !== list || !Number.isInteger(start)) return undefined;
  const end = start + size;
  return {
    rows: rows.slice(start, end),
    ...(end < rows.length && { next: Buffer.from(`${list} ${end}`).toString("base64url") }),
  };
};
