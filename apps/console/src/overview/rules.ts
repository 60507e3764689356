import { practiceRules, toolRules } from "./check-rules.ts";
import type { Judged, Rule } from "./rule.ts";

const day = 86_400_000;
const inventory = ["iam_user", "iam_group", "iam_role", "iam_policy", "iam_access_key", "iam_mfa_device", "iam_login_profile"] as const;
const pick = (red: boolean, yellow: boolean): Judged["colour"] => (red ? "red" : yellow ? "yellow" : "green");

/** The rules, in the order of the page. */
export const rules: readonly Rule[] = [
  {
    ...{ id: "inventory", title: "Inventory", group: "Tool", ccm: ["IAM-03", "DCS-06"], kinds: inventory },
    says: {
      red: "something was last looked at wholly more than 7 days ago",
      yellow: "something was last looked at wholly more than 2 days ago",
      green: "everything was looked at wholly within 2 days",
    },
    judge({ looked }, at) {
      const oldest = Math.min(
        ...looked.map(({ completeAt }) => (completeAt === null ? at.getTime() : Date.parse(completeAt))),
        at.getTime(),
      );
      const days = Math.floor((at.getTime() - oldest) / day);
      return { colour: pick(days > 7, days > 2), words: days === 0 ? "today" : `${days} ${days === 1 ? "day" : "days"} old` };
    },
    to: (account) => `/coverage?account=${account}`,
  },
  {
    ...{ id: "review", title: "Access review", group: "Tool", ccm: ["IAM-08"], kinds: [] },
    says: {
      red: "a review is overdue, or none was closed within 180 days",
      yellow: "a review is open, or none was closed within 100 days",
      green: "a review was closed within 100 days, and none is open",
    },
    judge({ reviewedAt, reviewDueAt }, at) {
      const days = reviewedAt === null ? undefined : Math.floor((at.getTime() - reviewedAt.getTime()) / day);
      if (reviewDueAt !== null && reviewDueAt < at) return { colour: "red", words: "overdue" };
      if (reviewDueAt !== null) return { colour: "yellow", words: "open" };
      if (days === undefined) return { colour: "red", words: "never" };
      return { colour: pick(days > 180, days > 100), words: `${days} days ago` };
    },
  },
  {
    ...{ id: "findings", title: "Scan of the account", group: "Tool", ccm: ["TVM-07", "A&A-02"], kinds: [] },
    says: {
      red: "a critical or high finding fails, without an exception",
      yellow: "another finding fails, or the newest scan is older than 7 days",
      green: "nothing fails, and the newest scan looked everywhere within 7 days",
    },
    judge({ scan, graveFindings: grave, otherFindings: others }, at) {
      if (scan === null) return { colour: "grey", words: "never scanned" };
      if (grave > 0) return { colour: "red", words: `${grave} critical or high${scan.gaps > 0 ? ", at least" : ""}` };
      if (others > 0) return { colour: "yellow", words: `${others} failing${scan.gaps > 0 ? ", at least" : ""}` };
      if (scan.gaps > 0) return { colour: "grey", words: "could not look everywhere" };
      const days = Math.floor((at.getTime() - scan.at.getTime()) / day);
      return { colour: pick(false, days > 7), words: days > 7 ? `nothing, ${days} days ago` : "nothing fails" };
    },
    to: (account) => `/findings?account=${account}`,
  },
  ...toolRules,
  {
    ...{ id: "mfa", title: "MFA", group: "Practice", ccm: ["IAM-14"], kinds: ["iam_user", "iam_login_profile", "iam_mfa_device"] },
    absent: ["iam_mfa_device"],
    says: {
      red: "a user with a password has no MFA device",
      yellow: "no account is",
      green: "every user with a password has an MFA device",
    },
    judge: ({ passwords, passwordsWithoutMfa }) => ({
      colour: pick(passwordsWithoutMfa > 0, false),
      words: passwordsWithoutMfa > 0 ? `${passwordsWithoutMfa} of ${passwords} without` : `all ${passwords}`,
    }),
    to: (account) => `/users?account=${account}&mfa=missing`,
  },
  {
    ...{ id: "administrators", title: "Administrators", group: "Practice", ccm: ["IAM-09", "IAM-10"] },
    kinds: ["iam_user", "iam_attachment", "iam_membership"],
    says: {
      red: "more than 5 users have AdministratorAccess, by themselves or by a group",
      yellow: "3 to 5 users have it",
      green: "at most 2 users have it",
    },
    judge: ({ administrators }) => ({ colour: pick(administrators > 5, administrators > 2), words: `${administrators} users` }),
    to: (account) => `/policies?account=${account}&q=AdministratorAccess`,
  },
  {
    ...{ id: "own-policies", title: "Policies by groups", group: "Practice", ccm: ["IAM-05", "IAM-16"] },
    kinds: ["iam_user", "iam_attachment", "iam_inline_policy"],
    says: {
      red: "more than a quarter of the users hold policies of their own",
      yellow: "some users hold policies of their own",
      green: "users get policies by groups alone",
    },
    judge: ({ users, usersWithOwnPolicies: own }) => ({ colour: pick(own * 4 > users, own > 0), words: `${own} of ${users} own` }),
    to: (account) => `/users?account=${account}`,
  },
  {
    ...{ id: "key-age", title: "Age of keys", group: "Practice", ccm: ["CEK-12"], kinds: ["iam_access_key"] },
    says: { red: "an active access key is older than a year", yellow: "one is older than 90 days", green: "none is older than 90 days" },
    judge: ({ activeKeys, keysOlderThan90, keysOlderThan365 }) => ({
      colour: pick(keysOlderThan365 > 0, keysOlderThan90 > 0),
      words: `${keysOlderThan365 > 0 ? keysOlderThan365 : keysOlderThan90} of ${activeKeys} too old`,
    }),
    to: (account) => `/users?account=${account}&keys=yes`,
  },
  {
    ...{ id: "unused-keys", title: "Unused keys", group: "Practice", ccm: ["IAM-07"], kinds: ["iam_access_key", "iam_activity"] },
    absent: ["iam_activity"],
    says: {
      red: "more than a quarter of the active access keys were not used in 90 days",
      yellow: "some were not used in 90 days",
      green: "all were used within 90 days, or are newer",
    },
    judge: ({ activeKeys, keysUnused90: unused }) => ({
      colour: pick(unused * 4 > activeKeys, unused > 0),
      words: `${unused} of ${activeKeys}`,
    }),
    to: (account) => `/users?account=${account}&keys=yes&unused=90`,
  },
  {
    ...{ id: "unused-roles", title: "Unused roles", group: "Practice", ccm: ["IAM-07"], kinds: ["iam_role", "iam_activity"] },
    absent: ["iam_activity"],
    says: {
      red: "more than a quarter of the roles were not used in 180 days",
      yellow: "some were not used in 180 days",
      green: "all were used within 180 days, are newer, or are AWS's own",
    },
    judge: ({ roles, rolesUnused180: unused }) => ({ colour: pick(unused * 4 > roles, unused > 0), words: `${unused} of ${roles}` }),
    to: (account) => `/roles?account=${account}&unused=90&service-linked=no`,
  },
  {
    ...{ id: "trust", title: "Trust of roles", group: "Practice", ccm: ["IAM-05", "IAM-16"], kinds: ["iam_role"] },
    says: {
      red: "anyone may assume a role, without a condition",
      yellow: "a role trusts an account that is not in the inventory, anyone under a condition, or whom its policy does not tell",
      green: "roles trust services, providers and known accounts alone",
    },
    judge: ({ rolesOpenToAll: open, rolesOfStrangers: strangers }) => ({
      colour: pick(open > 0, strangers > 0),
      words: open > 0 ? `${open} open to all` : strangers > 0 ? `${strangers} to strangers` : "known alone",
    }),
    to: (account) => `/roles?account=${account}&trusts=accounts`,
  },
  {
    ...{ id: "contacts", title: "Contacts", group: "Practice", ccm: ["GRC-06", "SEF-08"], kinds: [] },
    says: { red: "neither owner nor security contact is known", yellow: "one of them is not known", green: "both are known" },
    judge({ owner, securityContact }) {
      const missing = [...(owner ? [] : ["owner"]), ...(securityContact ? [] : ["security contact"])];
      return {
        colour: pick(missing.length === 2, missing.length === 1),
        words: missing.length === 0 ? "known" : `no ${missing.join(", no ")}`,
      };
    },
    to: () => "/accounts",
  },
  ...practiceRules,
];
