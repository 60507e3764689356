import { type BlastRadiusRule, contain, cure } from "@plumbline/audit-kit/define";
import { iamUserLoginProfile } from "@plumbline/changes/iam_user/login-profile";
import { denyWithoutMfa, iamUserMfaPolicy } from "@plumbline/changes/iam_user/mfa-policy";
import { z } from "zod";

/** What is done about a console password: a policy that can be taken back, or, as the seed's system did, the end of the password. */
export const PasswordMode = z.enum(["deny-without-mfa", "delete-login-profile"]).default("deny-without-mfa");
export type PasswordMode = z.output<typeof PasswordMode>;

export const passwordChanges = [iamUserMfaPolicy, iamUserLoginProfile];

const withoutMfa =
  "Console and other sessions of the user without MFA may only enroll a device, for which the user needs the permission or an administrator; calls with access keys go on.";

interface Signer {
  readonly passwordLastUsed: string | null;
  readonly loginProfile: { readonly createdAt: string } | null;
}
/** When the present console password was last used; null when it was not: a use before its making was of an earlier one. */
export const passwordLastUse = ({ passwordLastUsed, loginProfile }: Signer): string | null =>
  passwordLastUsed !== null && loginProfile && Date.parse(passwordLastUsed) >= Date.parse(loginProfile.createdAt) ? passwordLastUsed : null;

/**
 * Both modes take sign-in with the password away. Calls signed with the user's access keys go on, so their use does not count.
 * AWS tells no sign-in of before October 2014. https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
 */
export const passwordRadius: BlastRadiusRule<{ readonly facts: Signer }> = {
  tells: ["last-used"],
  untold: "sessions without MFA that access keys were exchanged for",
  of: ({ facts }) => ({ lastUsed: passwordLastUse(facts), affected: [] }),
};

/** Plans the mode that the settings ask for. */
export const endPasswordUse = (mode: PasswordMode) =>
  mode === "delete-login-profile"
    ? cure(iamUserLoginProfile.to(null, { note: "The user can't sign in to the console until somebody sets a new password." }))
    : contain(iamUserMfaPolicy.to(denyWithoutMfa, { note: withoutMfa }));
