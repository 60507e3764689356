import { contain, cure } from "@plumbline/audit-kit/define";
import { iamUserLoginProfile } from "@plumbline/changes/iam_user/login-profile";
import { denyWithoutMfa, iamUserMfaPolicy } from "@plumbline/changes/iam_user/mfa-policy";
import { z } from "zod";

/** What is done about a console password: a policy that can be taken back, or, as the seed's system did, the end of the password. */
export const PasswordMode = z.enum(["deny-without-mfa", "delete-login-profile"]).default("deny-without-mfa");
export type PasswordMode = z.output<typeof PasswordMode>;

export const passwordChanges = [iamUserMfaPolicy, iamUserLoginProfile];

const blastRadius =
  "Console and other sessions of the user without MFA may only enroll a device, for which the user needs the permission or an administrator; calls with access keys go on.";

/** Plans the mode that the settings ask for. */
export const endPasswordUse = (mode: PasswordMode) =>
  mode === "delete-login-profile"
    ? cure(iamUserLoginProfile.to(null, { note: "The user can't sign in to the console until somebody sets a new password." }))
    : contain(iamUserMfaPolicy.to(denyWithoutMfa, { note: blastRadius }));
