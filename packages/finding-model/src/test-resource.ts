/** What a listing tells of a resource's names. */
export interface Named {
  readonly id: string;
  readonly name?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const marks = ["misconfiguration_maker", "misconfiguration-maker"];
const isMarked = (text: string | undefined): boolean => text !== undefined && marks.some((mark) => text.includes(mark));

/** The tag that misconfiguration-maker puts on all that it makes. */
export const testTag = { key: "Name", value: "misconfiguration_maker" } as const;

/** Tells whether misconfiguration-maker made a resource: by its id, its name, or its Name tag; with underscores, or hyphens where AWS refuses these. */
export const isTestResource = ({ id, name, tags }: Named): boolean => isMarked(id) || isMarked(name) || isMarked(tags?.[testTag.key]);
