import type { Kind } from "@plumbline/iam-model/kinds";
import { isComplete } from "@plumbline/iam-model/outcomes";
import type { Colour, Rule } from "./rule.ts";
import { rules } from "./rules.ts";
import type { Tally } from "./tally.ts";

/** An account's colour for a rule. */
export interface Light {
  readonly rule: string;
  readonly colour: Colour;
  readonly words: string;
  readonly to: string | null;
}

/**
 * Judges an account by a rule. What was found counts whatever else could not be looked at; that nothing was found counts only where all of it
 * was: else the light is grey. It is grey too where what was counted is that something is missing, and that could not be looked at.
 */
export function judge(rule: Rule, tally: Tally, at: Date): Light {
  const { colour, words } = rule.judge(tally, at);
  const to = rule.to?.(tally.account) ?? null;
  const gapsIn = (kinds: Rule["kinds"]) => kinds.flatMap((kind) => gapIn(tally, kind) ?? []);
  const [missing] = gapsIn(rule.absent ?? []);
  if (missing !== undefined) return { rule: rule.id, colour: "grey", words: `could not look (${missing})`, to };
  const [first] = gapsIn(rule.kinds);
  if (first === undefined) return { rule: rule.id, colour, words, to };
  const never = rule.kinds.every((kind) => tally.looked.every((cell) => cell.kind !== kind || cell.completeAt === null));
  if (colour === "green" || never) return { rule: rule.id, colour: "grey", words: `could not look (${first})`, to };
  return { rule: rule.id, colour, words: `${words}, at least`, to };
}

function gapIn({ looked }: Tally, kind: Kind): string | undefined {
  const cells = looked.filter((cell) => cell.kind === kind);
  if (cells.length === 0) return `${kind}: never looked at`;
  const gap = cells.find(({ outcome }) => !isComplete(outcome));
  return gap && `${kind}: ${gap.outcome}`;
}

export const lightsOf = (tally: Tally, at: Date): readonly Light[] => rules.map((rule) => judge(rule, tally, at));
