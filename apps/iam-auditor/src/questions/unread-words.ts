import type { NotConsidered, PrincipalRef } from "@plumbline/iam-model/questions/answer";
import { counted } from "@plumbline/reports/text";

interface About {
  readonly principal: PrincipalRef;
  readonly notConsidered: readonly NotConsidered[];
}

const mostNamed = 5;

/** What could not be read of principals that an answer tells of, each thing once, with those whom it is about. */
export function unreadWords(all: readonly About[]): string[] {
  const about = new Map<string, Set<string>>();
  for (const { principal, notConsidered } of all)
    for (const { what, effect } of notConsidered) {
      const words = `${what} (${effect})`;
      about.set(words, (about.get(words) ?? new Set()).add(`${principal.kind} ${principal.name} of ${principal.account}`));
    }
  return [...about].map(([words, principals]) => {
    const named = [...principals].slice(0, mostNamed).join(", ");
    const rest = principals.size - mostNamed;
    return `${words}, about ${named}${rest > 0 ? ` and ${counted(rest, "other")}` : ""}`;
  });
}
