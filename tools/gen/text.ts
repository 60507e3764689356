/** Begins every document that is made. */
export const head = "<!-- Made by `pnpm gen`. Do not edit. -->\n";
/** A row of a table in markdown. */
export const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
