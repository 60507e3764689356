import { printable } from "./text.ts";

/** Text that comes from AWS, for GitHub-flavoured markdown: it can't end a cell, begin markup or hold HTML. */
export const plain = (text: string): string => printable(text).replace(/[\\`*_{}[\]<>()#|!~&]/g, "\\$&");

/** Text as code; more ticks around it than it holds itself. */
export const code = (text: string): string => {
  const ticks = "`".repeat(Math.max(0, ...(printable(text).match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const space = ticks.length > 1 ? " " : "";
  return `${ticks}${space}${printable(text).replaceAll("|", "\\|")}${space}${ticks}`;
};

/** A fence that is longer than any in the text, so that nothing in a state can end it. */
export const fenced = (text: string, language: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
};

/** A table; its cells are markdown already. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
