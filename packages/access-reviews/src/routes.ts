import { z } from "zod";
import { ItemKind } from "./campaign.ts";

/** Who reviews what: all that is named must fit; the first route that fits counts. */
export const Route = z.strictObject({
  reviewer: z.string().min(1),
  mail: z.email().optional(),
  /** Takes over where the reviewer is the principal. */
  alternate: z.string().min(1).optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, "an account id has 12 digits")
    .optional(),
  businessUnit: z.string().min(1).optional(),
  /** `key` or `key=value`. */
  tag: z.string().min(1).optional(),
  kind: ItemKind.optional(),
});
export type Route = z.output<typeof Route>;

/** Someone who may review: where mail goes, and which principals are theirs beyond those of the same name. */
export const Person = z.strictObject({
  id: z.string().min(1),
  mail: z.email().optional(),
  /** Names or ARNs of principals. */
  principals: z.array(z.string().min(1)).default([]),
});
export type Person = z.output<typeof Person>;

/** How items find their reviewers. */
export const Routing = z.strictObject({
  routes: z.array(Route).default([]),
  people: z.array(Person).default([]),
  /** Tags whose value names the owner, in order. */
  ownerTags: z.array(z.string().min(1)).default(["owner"]),
  defaultReviewer: z.string().min(1),
  /** Takes what the default reviewer may not decide. */
  alternate: z.string().min(1).optional(),
});
export type Routing = z.output<typeof Routing>;

export interface Routed {
  readonly reviewer: string;
  readonly mail: string | null;
  readonly routedBy: string;
  /** Nobody but the default owns it. */
  readonly isUnowned: boolean;
}
export interface ToRoute {
  readonly account: string;
  readonly kind: string;
  readonly businessUnit: string | null;
  readonly accountOwner: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly ownNames: readonly string[];
}

/** How a reviewer's id is compared. */
export const reviewerId = (id: string): string => id.trim().toLowerCase();

/** A name as people are told apart by it; names of the development login stand behind `dev:`. */
const nameOf = (name: string): string => reviewerId(name).replace(/^dev:/, "");
const beforeAt = (name: string): string => name.slice(0, name.indexOf("@"));

/** Whether two names may be one person's: where one has no @, by that which stands before the other's. */
function mayBeSame(one: string, other: string): boolean {
  if (one.includes("@") === other.includes("@")) return one === other;
  return one.includes("@") ? beforeAt(one) === other : one === beforeAt(other);
}

/** Whether a reviewer may be the principal, by any of the principal's names. */
export const isOwn = (reviewer: string, ownNames: readonly string[]): boolean => {
  const name = nameOf(reviewer);
  return ownNames.some((own) => mayBeSame(name, nameOf(own)));
};

/**
 * Whether who goes by some names may be the principal: `own` by one of them; `nameless` where none has something on both sides of an @, or is of the development login, so that
 * nobody can tell.
 */
export function whyMaybeOwn(names: readonly string[], ownNames: readonly string[]): "own" | "nameless" | undefined {
  const all = names.map(reviewerId);
  if (all.some((name) => isOwn(name, ownNames))) return "own";
  return all.some((name) => /^dev:|.@./.test(name)) ? undefined : "nameless";
}

const fits = ({ account, businessUnit, tag, kind }: Route, item: ToRoute): boolean => {
  const [key = "", ...value] = (tag ?? "").split("=");
  const tagged = tag === undefined || (value.length === 0 ? key in item.tags : item.tags[key] === value.join("="));
  return (
    (account === undefined || account === item.account) &&
    (businessUnit === undefined || businessUnit === item.businessUnit) &&
    (kind === undefined || kind === item.kind) &&
    tagged
  );
};

/** A principal's names, and the ids and mails of people who say that it is theirs; all in lower case. */
export const ownNamesOf = (ownNames: readonly string[], people: readonly Person[]): readonly string[] => [
  ...new Set([
    ...ownNames,
    ...people.flatMap(({ id, mail, principals }) =>
      principals.some((one) => ownNames.includes(reviewerId(one))) ? [id, ...(mail === undefined ? [] : [mail])].map(reviewerId) : [],
    ),
  ]),
];

/** Makes a function that tells where a reviewer's mail goes: as the file says, else the id itself where it is an address. */
export function mailBook({ routes, people }: Pick<Routing, "routes" | "people">): (id: string) => string | null {
  const mails = new Map<string, string>();
  for (const { id, mail } of [...people, ...routes.map(({ reviewer, mail: to }) => ({ id: reviewer, mail: to }))])
    if (mail !== undefined && !mails.has(reviewerId(id))) mails.set(reviewerId(id), mail);
  return (given) => {
    const id = reviewerId(given);
    return mails.get(id) ?? (z.email().safeParse(id).success ? id : null);
  };
}

/** Makes a function that finds an item's reviewer; it answers undefined where everyone who could is the principal. */
export function makeRouter({ routes, people, ownerTags, defaultReviewer, alternate }: Routing): (item: ToRoute) => Routed | undefined {
  const mailOf = mailBook({ routes, people });
  return (item) => {
    const first = routes.findIndex((route) => fits(route, item));
    const route = routes[first];
    const from: (readonly [who: string | null | undefined, by: string, isUnowned?: boolean])[] = [
      [route?.reviewer, `route ${first + 1}`],
      [route?.alternate, `route ${first + 1}, alternate`],
      ...ownerTags.map((tag) => [item.tags[tag], `tag ${tag}`] as const),
      [item.accountOwner, "account owner"],
      [defaultReviewer, "default", true],
      [alternate, "default, alternate", true],
    ];
    let isPassedOn = false;
    for (const [who, by, isUnowned = false] of from) {
      if (!who?.trim()) continue;
      if (isOwn(who, item.ownNames)) {
        isPassedOn = true;
        continue;
      }
      const id = reviewerId(who);
      return { reviewer: id, mail: mailOf(id), routedBy: isPassedOn ? `${by}; passed on from the principal itself` : by, isUnowned };
    }
    return undefined;
  };
}
