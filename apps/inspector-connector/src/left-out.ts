import type { Cell } from "@plumbline/finding-model/coverage";

/** Tells the cell of an account that was left out, where nobody looked and nobody had to, from that of a place where Inspector is off. */
export const isLeftOut = ({ outcome, region }: Pick<Cell, "outcome" | "region">): boolean => outcome === "skipped" && region === "*";
