import { pad, shorten, widthOf, wrap } from "./text.ts";

export type Paint = (text: string) => string;
/** Lines of a cell are put below each other; `paint` colours them after they are cut to size. */
export interface Cell {
  readonly lines: readonly { readonly text: string; readonly paint?: Paint }[];
}
/** `ids` are cut in their middle to at most `share` of the width; `prose` takes the rest and wraps. */
export type Column =
  | { readonly fit: "whole"; readonly align?: "left" | "right" }
  | { readonly fit: "ids"; readonly share: number }
  | { readonly fit: "prose" };

const gap = 2;
const proseLines = 4;

/** A cell of one text. */
export const cell = (text: string, paint?: Paint): Cell => ({ lines: [paint ? { text, paint } : { text }] });

const widest = (rows: readonly (readonly Cell[])[], column: number): number =>
  Math.max(0, ...rows.flatMap((row) => row[column]?.lines.map(({ text }) => widthOf(text)) ?? []));

/** Widths that let all rows fit into so many columns of the terminal; prose keeps at least 20. */
export const layout = (rows: readonly (readonly Cell[])[], columns: readonly Column[], width: number): number[] => {
  const widths = columns.map((column, index) => {
    if (column.fit === "prose") return 0;
    return column.fit === "ids" ? Math.min(widest(rows, index), Math.floor(width * column.share)) : widest(rows, index);
  });
  const taken = widths.reduce((sum, one) => sum + one, 0) + gap * (columns.length - 1);
  return widths.map((one, index) => (columns[index]?.fit === "prose" ? Math.max(20, width - taken) : one));
};

const fitted = ({ lines }: Cell, column: Column, width: number): string[] =>
  lines.flatMap(({ text, paint = (same) => same }) => {
    if (column.fit === "prose") return wrap(text, width, proseLines).map(paint);
    const sized = column.fit === "ids" ? shorten(text, width) : text;
    const filled = pad(sized, width, column.fit === "whole" ? column.align : "left");
    return [sized === "" ? filled : filled.replace(sized, () => paint(sized))];
  });

/** One row as lines of text, columns two spaces apart, no spaces at the ends. */
export const rowLines = (row: readonly Cell[], columns: readonly Column[], widths: readonly number[]): string[] => {
  const parts = columns.map((column, index) => fitted(row[index] ?? cell(""), column, widths[index] ?? 0));
  const height = Math.max(1, ...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    parts
      .map((part, index) => part[line] ?? " ".repeat(widths[index] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
};

/** Rows as lines of text, each behind the indent. */
export const tableLines = (rows: readonly (readonly Cell[])[], columns: readonly Column[], width: number, indent = "  "): string[] => {
  const widths = layout(rows, columns, width - indent.length);
  return rows.flatMap((row) => rowLines(row, columns, widths)).map((line) => indent + line);
};
