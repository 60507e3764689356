import type { Finding } from "@plumbline/finding-model/finding";
import { z } from "zod";

/** What a principal had when somebody decided about it; what is left out is not compared. */
export const Reviewed = z.object({
  attached: z.array(z.string()).optional(),
  inline: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  /** Statuses by key id. */
  keys: z.record(z.string(), z.string()).optional(),
  hasLogin: z.boolean().optional(),
});
export type Reviewed = z.infer<typeof Reviewed>;

const words = {
  attached: "managed policies",
  inline: "inline policies",
  groups: "groups",
  keys: "access keys",
  hasLogin: "console password",
} as const;
const names = Object.keys(words).filter((name): name is keyof typeof words => name in words);

const listed = (value: Reviewed[keyof Reviewed]): string[] => {
  if (typeof value === "boolean") return value ? ["one"] : [];
  return Array.isArray(value) ? value : Object.entries(value ?? {}).map(([id, status]) => `${id} ${status}`);
};

/** What the findings about one principal saw of it now. */
function seenIn(findings: readonly Finding[]): Reviewed {
  const evidence = findings.flatMap(({ verdict }) => ("evidence" in verdict && verdict.evidence ? [verdict.evidence] : []));
  return Reviewed.parse(Object.assign({}, ...evidence));
}

/** How a principal differs from what was decided on, in words; undefined where it does not, as far as both sides were seen. */
export function driftOf(reviewed: Reviewed, findings: readonly Finding[]): string | undefined {
  const seen = seenIn(findings);
  const parts = names.flatMap((name) => {
    if (reviewed[name] === undefined || seen[name] === undefined) return [];
    const [then, now] = [listed(reviewed[name]), listed(seen[name])];
    const gained = now.filter((one) => !then.includes(one)).sort();
    const lost = then.filter((one) => !now.includes(one)).sort();
    const said = [...gained.map((one) => `now ${one}`), ...lost.map((one) => `no longer ${one}`)];
    return said.length === 0 ? [] : [`${words[name]}: ${said.join(", ")}`];
  });
  return parts.length === 0 ? undefined : `it has changed since it was decided on: ${parts.join("; ")}`;
}
