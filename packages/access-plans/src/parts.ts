import type { Asked } from "./asked.ts";
import type { DecidedCheck } from "./decided-checks.ts";
import type { Revocation } from "./revocation.ts";

/** A check that judges whether a part of a revocation holds, and what it is asked. */
export interface Part {
  readonly check: DecidedCheck;
  readonly asked: Asked;
}
export interface PartOptions {
  /** Passwords are deleted, which can't be undone. */
  readonly deleteLogin?: boolean | undefined;
  /** Sessions of roles that began before it end; it is when the plan is made. */
  readonly now: Date;
}

const ofUser = {
  policies: ["iam_user/inline-policies-revoked", "iam_user/attached-policies-revoked", "iam_user/groups-left"],
  keys: ["iam_user/keys-revoked"],
  login: ["iam_user/login-revoked"],
  everything: [
    ...["iam_user/keys-revoked", "iam_user/inline-policies-revoked", "iam_user/quarantined"],
    ...["iam_user/attached-policies-revoked", "iam_user/groups-left"],
  ],
} as const satisfies Record<Revocation["what"], readonly string[]>;
const policiesOfRole = ["iam_role/inline-policies-revoked", "iam_role/attached-policies-revoked"] as const;
const policiesOfGroup = ["iam_group/inline-policies-revoked", "iam_group/attached-policies-revoked"] as const;

const none = (reason: string) => ({ none: reason });

/** What a revocation takes, by the checks that judge it; or why no plan can be made for it. */
export function partsOf(revocation: Revocation, { deleteLogin = false, now }: PartOptions): readonly Part[] | { readonly none: string } {
  const { kind, account, principalId, principalName, what, via } = revocation;
  const asking = (checks: readonly DecidedCheck[], more: Partial<Asked> = {}) =>
    checks.map((check) => ({ check, asked: { principalId, ...more } }));
  // Its id is the account's, and the credential report has this name for it.
  if (kind === "iam_user" && (principalId === account || principalName === "<root_account>"))
    return none("it is the root user, whom no change of IAM binds; delete its keys, and change its password, as the root user");
  switch (kind) {
    case "iam_user": {
      const login = asking(["iam_user/login-revoked"], deleteLogin ? { login: "delete" } : {});
      if (what === "login") return login;
      return [...asking(ofUser[what]), ...(what === "everything" && deleteLogin ? login : [])];
    }
    case "iam_membership":
      return via === null ? none("it does not say which group is to be left") : asking(["iam_user/groups-left"], { groups: [via] });
    case "iam_role":
      if (what === "keys") return none("a role has no access keys; revoke everything, its sessions (login) or its policies");
      if (what === "login") return asking(["iam_role/quarantined"], { sessionsBefore: now.toISOString() });
      return asking(what === "policies" ? policiesOfRole : [policiesOfRole[0], "iam_role/quarantined", policiesOfRole[1]]);
    case "iam_group":
      return what === "policies" || what === "everything" ? asking(policiesOfGroup) : none("a group signs in nowhere; revoke its policies");
    case "account":
      return none("a whole account is meant; decide on the principals in it, or close the account");
    case "sso_user":
    case "sso_group":
      return none("Identity Center keeps its users and groups, and so does what provisions them; disable it there");
    case "sso_assignment":
      return none("Identity Center keeps its assignments in the organization's own account; end it there");
  }
}

/** The type of the resource that a revocation is about. */
export const typeOf = ({ kind }: Pick<Revocation, "kind">): string => (kind === "iam_membership" ? "iam_user" : kind);
/** The id of that resource: its name, and what an assignment gives. */
export const idOf = ({ kind, principalName, via }: Pick<Revocation, "kind" | "principalName" | "via">): string =>
  kind === "sso_assignment" && via !== null ? `${principalName} ${via}` : principalName;
