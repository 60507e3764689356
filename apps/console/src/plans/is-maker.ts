import { isOwn } from "@plumbline/access-reviews/routes";

interface Brought {
  /** Who made the plan, as its file says: an ARN of AWS, or a name. */
  readonly who: string;
  /** Who brought it in, by the name of the sign-in. */
  readonly importedBy: string;
}

/**
 * Whether somebody who is signed in, under any of their names, may have made a plan or brought it in, as reviews tell whose a principal is. Of an ARN
 * the last part counts too: that is a user's name, and of a role's session mostly the person's address.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/howtogetcredentials.html
 */
export function isMaker(subjects: readonly string[], { who, importedBy }: Brought): boolean {
  const makers = [who, who.split("/").at(-1) ?? who, importedBy];
  return subjects.some((subject) => isOwn(subject, makers));
}
