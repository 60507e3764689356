import { z } from "zod";
import { recordOf } from "./define-kind.ts";
import { alertlogicAccount } from "./kinds/alertlogic_account.ts";
import { alertlogicRemediation } from "./kinds/alertlogic_remediation.ts";
import { cloudhealthInstance } from "./kinds/cloudhealth_instance.ts";
import { cloudhealthUser } from "./kinds/cloudhealth_user.ts";
import { ec2Instance } from "./kinds/ec2_instance.ts";
import { ec2Tag } from "./kinds/ec2_tag.ts";
import { eksAccessEntry } from "./kinds/eks_access_entry.ts";
import { iamAccessKey } from "./kinds/iam_access_key.ts";
import { iamActivity } from "./kinds/iam_activity.ts";
import { iamAttachment } from "./kinds/iam_attachment.ts";
import { iamGroup } from "./kinds/iam_group.ts";
import { iamInlinePolicy } from "./kinds/iam_inline_policy.ts";
import { iamLoginProfile } from "./kinds/iam_login_profile.ts";
import { iamMembership } from "./kinds/iam_membership.ts";
import { iamMfaDevice } from "./kinds/iam_mfa_device.ts";
import { iamOidcProvider } from "./kinds/iam_oidc_provider.ts";
import { iamPolicy } from "./kinds/iam_policy.ts";
import { iamRole } from "./kinds/iam_role.ts";
import { iamSamlProvider } from "./kinds/iam_saml_provider.ts";
import { iamUser } from "./kinds/iam_user.ts";
import { k8sBinding } from "./kinds/k8s_binding.ts";
import { k8sRole } from "./kinds/k8s_role.ts";
import { k8sServiceAccount } from "./kinds/k8s_service_account.ts";
import { organizationAccount } from "./kinds/organization_account.ts";
import { organizationPolicy } from "./kinds/organization_policy.ts";
import { ssoAssignment } from "./kinds/sso_assignment.ts";
import { ssoGroup } from "./kinds/sso_group.ts";
import { ssoPermissionSet } from "./kinds/sso_permission_set.ts";
import { ssoUser } from "./kinds/sso_user.ts";

/** All kinds of records. */
export const kinds = [
  alertlogicAccount,
  alertlogicRemediation,
  cloudhealthInstance,
  cloudhealthUser,
  ec2Instance,
  ec2Tag,
  eksAccessEntry,
  iamAccessKey,
  iamActivity,
  iamAttachment,
  iamGroup,
  iamInlinePolicy,
  iamLoginProfile,
  iamMembership,
  iamMfaDevice,
  iamOidcProvider,
  iamPolicy,
  iamRole,
  iamSamlProvider,
  iamUser,
  k8sBinding,
  k8sRole,
  k8sServiceAccount,
  organizationAccount,
  organizationPolicy,
  ssoAssignment,
  ssoGroup,
  ssoPermissionSet,
  ssoUser,
] as const;

/** A kind's name. */
export const Kind = z.enum(kinds.map(({ kind }) => kind));
export type Kind = z.output<typeof Kind>;

const titles = new Map<Kind, string>(kinds.map(({ kind, title }) => [kind, title]));
/** How people call a kind, such as `IAM user`. */
export const titleOf = (kind: Kind): string => titles.get(kind) ?? kind;

/** Any record, told apart by its kind. */
export const IamRecord = z.discriminatedUnion("kind", [
  recordOf(alertlogicAccount),
  recordOf(alertlogicRemediation),
  recordOf(cloudhealthInstance),
  recordOf(cloudhealthUser),
  recordOf(ec2Instance),
  recordOf(ec2Tag),
  recordOf(eksAccessEntry),
  recordOf(iamAccessKey),
  recordOf(iamActivity),
  recordOf(iamAttachment),
  recordOf(iamGroup),
  recordOf(iamInlinePolicy),
  recordOf(iamLoginProfile),
  recordOf(iamMembership),
  recordOf(iamMfaDevice),
  recordOf(iamOidcProvider),
  recordOf(iamPolicy),
  recordOf(iamRole),
  recordOf(iamSamlProvider),
  recordOf(iamUser),
  recordOf(k8sBinding),
  recordOf(k8sRole),
  recordOf(k8sServiceAccount),
  recordOf(organizationAccount),
  recordOf(organizationPolicy),
  recordOf(ssoAssignment),
  recordOf(ssoGroup),
  recordOf(ssoPermissionSet),
  recordOf(ssoUser),
] as const);
export type IamRecord = z.output<typeof IamRecord>;
/** A record of one kind. */
export type RecordOf<K extends Kind> = Extract<IamRecord, { kind: K }>;
