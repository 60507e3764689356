import { quarantineName } from "@plumbline/collectors/facts/quarantine";
import { z } from "zod";

/** An inline policy with its text as AWS has it. It is kept as text, so that an undo gives back the very same bytes. */
const InlinePolicy = z.strictObject({ name: z.string().min(1), document: z.string() });
type InlinePolicy = z.infer<typeof InlinePolicy>;
type Policies = readonly InlinePolicy[];

/** All inline policies of a principal but its quarantine, by name. */
export const InlinePolicies = z.array(InlinePolicy);
/** The text of the quarantine; null where there is none. */
export const Quarantine = z.string().nullable();

const isQuarantine = ({ name }: InlinePolicy): boolean => name === quarantineName;
const byName = (a: InlinePolicy, b: InlinePolicy): number => (a.name < b.name ? -1 : 1);

/** The lens of a principal's own inline policies. */
export const ownInline = {
  view: (policies: Policies): InlinePolicy[] => policies.filter((one) => !isQuarantine(one)),
  set: (policies: Policies, own: Policies): InlinePolicy[] => [...policies.filter(isQuarantine), ...own].sort(byName),
};

/** The lens of its quarantine. */
export const quarantined = {
  view: (policies: Policies): string | null => policies.find(isQuarantine)?.document ?? null,
  set: (policies: Policies, document: string | null): InlinePolicy[] =>
    [...policies.filter((one) => !isQuarantine(one)), ...(document === null ? [] : [{ name: quarantineName, document }])].sort(byName),
};

/** What a write deletes, and what it puts, of one state and another. */
export const inlineEdits = (from: Policies, to: Policies): { deleted: string[]; put: InlinePolicy[] } => ({
  deleted: from.filter(({ name }) => !to.some((one) => one.name === name)).map(({ name }) => name),
  put: to.filter(({ name, document }) => !from.some((one) => one.name === name && one.document === document)),
});
