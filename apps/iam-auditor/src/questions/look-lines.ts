import type { Lookedness, Looks } from "@plumbline/iam-model/questions/answer";
import { counted, printable } from "@plumbline/reports/text";
import type { Age } from "./question-config.ts";

/** How far was looked for an instant. */
export interface LookedFor {
  /** The instant, in ISO 8601. */
  readonly at: string;
  readonly looked: Lookedness;
}

/** From when to when was looked for an answer; of several instants, which one it is about. Nothing where nobody ever looked. */
export const lookLines = (all: readonly LookedFor[]): readonly string[] =>
  all.flatMap(({ at, looked: { looks } }) => {
    const times = looks.flatMap(({ from, to }) => [from, to]).sort();
    const [first, last] = [times[0], times.at(-1)];
    if (first === undefined || last === undefined) return [];
    const words = first === last ? `ooked at ${first}` : `ooked at between ${first} and ${last}`;
    return [all.length === 1 ? `L${words}` : `As of ${at}: l${words}`];
  });

const most = 20;

/** One line for each account of which some was last looked at completely longer ago than an age, before the instant that is asked about. */
export function oldLines(all: readonly LookedFor[], maxAge: Age): readonly string[] {
  const lines = all.flatMap(({ at, looked: { looks } }) =>
    looks.filter(({ from }) => ageAt(at, from) > maxAge.milliseconds).map((one) => oldLine(one, at, maxAge)),
  );
  return lines.length > most ? [...lines.slice(0, most), `and ${counted(lines.length - most, "account")} more looked at long ago`] : lines;
}

const ageAt = (at: string, from: string): number => Date.parse(at) - Date.parse(from);

function oldLine({ account, from }: Looks, at: string, maxAge: Age): string {
  const hours = Math.floor(ageAt(at, from) / 3_600_000);
  const age = hours < 48 ? counted(hours, "hour") : counted(Math.floor(hours / 24), "day");
  return printable(`Old: some of ${account} was last looked at completely ${from}, ${age} before ${at} (--max-age ${maxAge.text})`);
}
