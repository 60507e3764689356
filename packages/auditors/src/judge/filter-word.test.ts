import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarmTerms, type Wanted } from "./alarm-terms.ts";
import { wordOnPattern } from "./filter-word.ts";

const controls = Object.entries<readonly Wanted[]>(alarmTerms);
type Term = Wanted["essential"][number];

/** What one person writes in another way than the next: order, space, quotes, parentheses. */
interface Hand {
  pick(count: number): number;
}
const handOf = (choices: readonly number[]): Hand => {
  let at = 0;
  return {
    pick: (count) => {
      at += 1;
      return (choices[at % choices.length] ?? 0) % count;
    },
  };
};
const shuffled = <T>(all: readonly T[], hand: Hand): T[] => {
  const left = [...all];
  return all.flatMap(() => left.splice(hand.pick(left.length), 1));
};
const space = (hand: Hand) => [" ", "", "\n", "  \t"][hand.pick(4)] ?? "";

function written({ field, test: asked }: Term, hand: Hand): string {
  const names: string[] = JSON.parse(field);
  const path = `$${names.map((name) => (hand.pick(2) ? `.${name}` : `.['${name}']`)).join("")}`;
  if (asked.is === "missing") return `${path} NOT${space(hand) || " "}EXISTS`;
  if (asked.is !== "like" && asked.is !== "unlike") throw new Error("no control asks so");
  const value = hand.pick(2) || asked.text.includes(" ") ? `"${asked.text}"` : asked.text;
  return `${path}${space(hand)}${asked.is === "like" ? "=" : "!="}${space(hand)}${value}`;
}
const wrapped = (text: string, hand: Hand) => (hand.pick(2) ? `(${space(hand)}${text}${space(hand)})` : text);
const joined = (parts: readonly string[], sign: string, hand: Hand) =>
  parts.length === 1 ? (parts[0] ?? "") : `(${shuffled(parts, hand).join(`${space(hand)}${sign}${space(hand)}`)})`;

/** A pattern that takes the wanted events, each with its essential terms and some or none of the allowed ones, and others besides. */
const patternOf = (wanted: readonly Wanted[], hand: Hand, without?: Term) => {
  const others = Array.from({ length: hand.pick(3) }, (_, i) => `$.eventName = Other${i}`);
  const events = wanted.map(({ essential, allowed }) => {
    const terms = [...essential.filter((term) => term !== without), ...allowed.filter(() => hand.pick(2) === 1)];
    return joined(
      terms.map((term) => wrapped(written(term, hand), hand)),
      "&&",
      hand,
    );
  });
  return `{${space(hand)}${joined([...events, ...others], "||", hand)}${space(hand)}}`;
};
const runs = { numRuns: 40 };
const hands = fc.array(fc.nat({ max: 1000 }), { minLength: 20, maxLength: 80 }).map(handOf);

describe.each(controls)("any pattern for %s", (_, wanted) => {
  test("takes all of it, however it is written, with allowed terms and more events", () => {
    const taken = fc.property(hands, (hand) => {
      const pattern = patternOf(wanted, hand);
      expect(wordOnPattern(pattern, wanted), pattern).toEqual({ kind: "takes-all" });
    });
    fc.assert(taken, runs);
  });

  test("never answers when one of several events is dropped", () => {
    const dropped = fc.property(hands, fc.nat({ max: wanted.length - 1 }), (hand, at) => {
      const rest = wanted.toSpliced(at, 1);
      const word = wordOnPattern(rest.length === 0 ? "{ $.eventName = Other }" : patternOf(rest, hand), wanted);
      expect(word).toEqual(rest.length === 0 ? { kind: "takes-none" } : { kind: "misses", names: [wanted[at]?.name] });
    });
    fc.assert(dropped, runs);
  });

  const always = ["$.eventName = *", '$.eventSource = "*.amazonaws.com"', "$.userIdentity.type EXISTS", "$.awsRegion != xx-none-1"];
  test("never answers when an alternative takes every record", () => {
    const loose = fc.property(hands, fc.constantFrom(...always), (hand, term) => {
      const word = wordOnPattern(`{ (${patternOf(wanted, hand).slice(1, -1)}) || ${term} }`, wanted);
      expect(word).toEqual({ kind: "too-broad", names: wanted.map(({ name }) => name), hasLooseAlternative: true });
    });
    fc.assert(loose, runs);
  });

  const several = wanted.flatMap(({ essential }) => (essential.length > 1 ? essential : []));
  if (several.length > 0)
    test("never answers when an essential term of one of several is dropped", () => {
      const dropped = fc.property(hands, fc.nat({ max: several.length - 1 }), (hand, at) => {
        expect(wordOnPattern(patternOf(wanted, hand, several[at]), wanted).kind).toBe("too-broad");
      });
      fc.assert(dropped, runs);
    });

  test("never answers when a term of another field narrows it", () => {
    const narrowed = fc.property(
      hands,
      fc.constantFrom("$.a = b", "$.a != b", "$.a NOT EXISTS", "$.a > 1", "$.errorMessage = x*"),
      (hand, term) => {
        const inner = patternOf(wanted, hand).slice(1, -1);
        expect(wordOnPattern(`{ (${inner}) && ${term} }`, wanted).kind).toBe("takes-none");
      },
    );
    fc.assert(narrowed, runs);
  });
});
