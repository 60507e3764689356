import type { KnownKeys } from "./principal-keys.ts";

/** A pattern with its policy variables filled in; `isOpen` when one of them is not known, and stands as `*`. */
export interface Filled {
  readonly text: string;
  readonly isOpen: boolean;
  /** A variable that the request never has: the text fits nothing. */
  readonly isImpossible: boolean;
}

/**
 * Fills in variables such as `${aws:username}`, with their default where the request lacks the key: `${aws:PrincipalTag/team, 'none'}`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillIn(pattern: string, keys: KnownKeys): Filled {
  let isOpen = false;
  let isImpossible = false;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    const [, name = inside, fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)')?\s*$/.exec(inside) ?? [];
    const known = keys(name.toLowerCase());
    if (known === "absent") {
      isImpossible ||= fallback === undefined;
      return fallback ?? "";
    }
    const [value] = known ?? [];
    // A value with a wildcard would be read as a pattern; `${*}`, `${?}` and `${$}` stand for the sign itself, which no pattern can say.
    if (known?.length === 1 && value !== undefined && !/[*?]/.test(value)) return value;
    isOpen = true;
    return "*";
  });
  return { text, isOpen, isImpossible };
}
