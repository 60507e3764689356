import { filterFits } from "@plumbline/vulnerabilities/filter-fits";
import type { InspectorFilter } from "@plumbline/vulnerabilities/inspector-filter";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import type { Note } from "./note.ts";
import { each, said } from "./words.ts";

/**
 * Why Inspector suppresses a finding. It does not say so itself, so that the rules that fit are told; where none surely does, that which
 * keeps us from telling.
 */
export const suppressionOf = (
  finding: InspectorFinding,
  filters: readonly InspectorFilter[] | undefined,
): { readonly said: string; readonly notes: readonly Note[] } => {
  if (filters === undefined) return { said: "Suppressed in Inspector", notes: [] };
  const rules = filters.filter(({ action }) => action === "SUPPRESS").map((filter) => ({ filter, fit: filterFits(filter, finding) }));
  const fitting = each(rules.filter(({ fit }) => fit.kind === "fits").map(({ filter }) => nameOf(filter)));
  if (fitting.length > 0) return { said: `Suppressed in Inspector by ${fitting.join("; by ")}`, notes: [] };
  const perhaps = each(
    rules.map(({ filter, fit }) => (fit.kind === "untold" ? `${filter.name} (${fit.untold.join(", ")} can't be told)` : undefined)),
  );
  const why = perhaps.length > 0 ? `perhaps by ${perhaps.join("; ")}` : "by no rule of this account and region that is there now";
  return { said: `Suppressed in Inspector ${why}`, notes: [{ kind: "filter-untold", subject: finding.findingArn }] };
};

const nameOf = ({ name, reason, description }: InspectorFilter): string => {
  const because = said(reason) ?? said(description);
  return because === undefined ? name : `${name}: ${because}`;
};
