import { z } from "zod";
import type { Kind } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { Answer, PrincipalRef, type Within } from "./answer.ts";
import { isServiceLinked, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";
import { type ToldAt, tellerOf, tellersIn, toldAt } from "./told-by.ts";

export const unusedKinds: readonly Kind[] = [
  "iam_user",
  "iam_role",
  "iam_login_profile",
  "iam_access_key",
  "iam_mfa_device",
  "iam_activity",
];

/**
 * `unused`: last used longer ago than asked. `never-used`: AWS knows of no use, and it is older than asked. `without-mfa`: a password and no
 * MFA device. `mfa-unknown`: a password, and no MFA device among those that could be read, which are not all. `unknown`: nothing tells of its
 * use, or the listing that tells of it could not be read whole, so that it may have been used since.
 */
export const UnusedWhy = z.enum(["unused", "never-used", "without-mfa", "mfa-unknown", "unknown"]);

export const UnusedRow = z.strictObject({
  principal: PrincipalRef,
  what: z.enum(["password", "access-key", "role"]),
  /** The key's id. */
  key: z.string().nullable(),
  why: UnusedWhy,
  createdAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  /** Whole days from the last use, or from when it was made, to `until`. */
  days: z.int().nullable(),
  /** The last complete look at the listing that tells of it, which knows of no use after; where it could not be read whole, the instant asked. */
  until: z.string(),
});
export type UnusedRow = z.output<typeof UnusedRow>;

export const Unused = Answer.extend({ days: z.int(), rows: z.array(UnusedRow), notConsidered: z.array(z.string()) });
export type Unused = z.output<typeof Unused>;

const day = 86_400_000;
const daysBetween = (from: string, to: string): number => Math.floor((Date.parse(to) - Date.parse(from)) / day);

type Used = Pick<UnusedRow, "why" | "createdAt" | "lastUsedAt" | "days" | "until">;

/**
 * Passwords, active access keys and roles that nobody used for so many days, by AWS's own words of last use, and users with a password and no
 * MFA. Each is judged by the listing that tells of it, as of its last complete look: of what came after nobody knows. AWS tells of roles' use within the last 400 days, and of it some hours late.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
 */
export function unused(snapshot: Snapshot, { days, accounts }: { days: number } & Within): Unused {
  const activities = new Map(snapshot.of("iam_activity").map((one) => [`${one.account} ${one.facts.of} ${one.id}`, one]));
  const users = new Map(snapshot.of("iam_user").map((one) => [`${one.account} ${one.id}`, one]));
  const devices = new Set(snapshot.of("iam_mfa_device").map(({ account, facts }) => `${account} ${facts.userId}`));

  const looked = lookedAt(snapshot, unusedKinds, accounts);
  const tellers = tellersIn(snapshot);
  const toldBy = (kind: Kind, account: string, teller: string | undefined): ToldAt =>
    toldAt(tellers(kind, account, teller), { isGone: false });

  const judge = (account: string, key: string, createdAt: string | null, teller: string | undefined): Used | undefined => {
    const activity = activities.get(`${account} ${key}`);
    const { isSure, at } = toldBy("iam_activity", account, teller);
    const until = isSure ? at : snapshot.at;
    if (activity === undefined) return { why: "unknown", createdAt, lastUsedAt: null, days: null, until };
    const { lastUsedAt } = activity.facts;
    const since = lastUsedAt ?? createdAt;
    const idle = since === null ? null : daysBetween(since, until);
    if (idle !== null && idle < days) return undefined;
    const why = !isSure ? "unknown" : lastUsedAt === null ? "never-used" : "unused";
    return { why, createdAt, lastUsedAt, days: idle, until };
  };
  const row = (principal: PrincipalRef, what: UnusedRow["what"], used: Used | undefined, key?: string): UnusedRow[] =>
    used ? [{ principal, what, key: key ?? null, ...used }] : [];

  const passwords = snapshot.of("iam_login_profile").flatMap((profile) => {
    const user = users.get(`${profile.account} ${profile.facts.userId}`);
    if (user === undefined) return [];
    const place = `${user.account} ${user.id}`;
    const { createdAt } = profile;
    const { isSure, at } = toldBy("iam_mfa_device", user.account, "iam_credential");
    const until = isSure ? at : snapshot.at;
    const age = createdAt === null ? null : daysBetween(createdAt, until);
    const bare: Used = { why: isSure ? "without-mfa" : "mfa-unknown", createdAt, lastUsedAt: null, days: age, until };
    return [
      ...row(refOf(user), "password", judge(user.account, `password ${user.id}`, createdAt ?? user.createdAt, "iam_user")),
      ...(devices.has(place) ? [] : row(refOf(user), "password", bare)),
    ];
  });
  const keys = snapshot.of("iam_access_key").flatMap((key) => {
    const { account, facts } = key;
    const user = users.get(`${account} ${facts.userId}`);
    // The root user is in no list of users; its id is the account's.
    const root: PrincipalRef | undefined =
      facts.userId === account ? { account, kind: "user", id: account, name: facts.userName, arn: null } : undefined;
    const principal = user ? refOf(user) : root;
    if (principal === undefined || facts.status !== "Active") return [];
    return row(principal, "access-key", judge(key.account, `access-key ${key.id}`, key.createdAt, tellerOf(key)), key.id);
  });
  const roles = snapshot
    .of("iam_role")
    .filter((role) => !isServiceLinked(role))
    .flatMap((role) => row(refOf(role), "role", judge(role.account, `role ${role.id}`, role.createdAt, "iam_role")));
  return {
    ...{ at: snapshot.at, looked, days },
    rows: [...passwords, ...keys, ...roles].filter(({ principal }) => accounts === undefined || accounts.has(principal.account)),
    notConsidered: [
      "the root user's password and MFA",
      "service-linked roles",
      "use that AWS has not told of yet: it may take four hours",
      "use after `until`, the last complete look",
    ],
  };
}
