/** Text that comes from AWS, made safe and cut to size for a terminal. */

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const ascii = /^[\x20-\x7e]*$/;
const zeroWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const wide =
  /\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
// Controls could move the cursor or recolour the report; bidirectional marks and signs without width could make a name read as another.
const unsafe = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
const cells = (grapheme: string): number => {
  if (zeroWidth.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
};

/** Text on one line, with controls, direction marks and invisible signs written as `\u001b`; line breaks and tabs become spaces. */
export const printable = (text: string): string =>
  text.replace(/[\r\n\t]+/g, " ").replace(unsafe, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);

/** Columns that a text without colours takes in a terminal; East Asian wide signs and emoji take two. */
export const widthOf = (text: string): number =>
  ascii.test(text) ? text.length : graphemes(text).reduce((sum, grapheme) => sum + cells(grapheme), 0);

/** As many whole signs from the front as fit into so many columns. */
const front = (signs: readonly string[], width: number): string => {
  let left = width;
  let text = "";
  for (const sign of signs) {
    left -= cells(sign);
    if (left < 0) break;
    text += sign;
  }
  return text;
};

/** Cuts a text at its end to so many columns. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  return width < 1 ? "" : `${front(graphemes(text), width - 1)}…`;
};

/** Cuts a text in its middle to so many columns: ids differ at their ends. */
export const shorten = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  if (width < 3) return cut(text, width);
  const signs = graphemes(text);
  const head = Math.floor((width - 1) / 2);
  const tail = front(signs.toReversed(), width - 1 - head);
  return `${front(signs, head)}…${graphemes(tail).toReversed().join("")}`;
};

/** Fills a text with spaces to so many columns. */
export const pad = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
};

/** Breaks a text into lines of so many columns, between words where it can; what is past `most` lines ends as `…`. */
export const wrap = (text: string, width: number, most = Number.POSITIVE_INFINITY): string[] => {
  const lines: string[] = [];
  let rest = text.trim();
  while (widthOf(rest) > width && lines.length + 1 < most) {
    const signs = graphemes(rest);
    const room = front(signs, width) || (signs[0] ?? "");
    const space = rest.charAt(room.length) === " " ? room.length : room.lastIndexOf(" ");
    const end = space > 0 ? space : room.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" && lines.length > 0 ? lines : [...lines, cut(rest, width)];
};

/** A count with its word: `1 gap`, `3 gaps`, `2 deliveries`. */
export const counted = (count: number, word: string): string => `${count} ${count === 1 ? word : pluralOf(word)}`;

const pluralOf = (word: string): string => {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return word.endsWith("s") ? `${word}es` : `${word}s`;
};
