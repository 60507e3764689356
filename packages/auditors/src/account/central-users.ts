import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";

/** As IAM Identity Center names the provider that it makes in an account. */
const identityCenter = /^AWSSSO_.+_DO_NOT_DELETE$/;

/**
 * Fails when the account has IAM users and no SAML provider, so that people can hardly come from elsewhere. Providers of OpenID Connect are
 * shown and do not count: they mostly let pipelines in. Whether people use what is there only a person can tell.
 */
export const accountCentralUsers = defineAuditor({
  id: "account/central-users",
  title: "People come from a central directory",
  severity: "low",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html",
  subject: account,
  needs: ["summary", "identityProviders"],
  onRequest: true,
  evaluate({ facts: { summary, identityProviders } }) {
    const { Users } = summary;
    if (Users === undefined) throw new Error("AWS does not count the IAM users");
    const { saml, oidc } = identityProviders;
    const evidence = { users: Users, saml, oidc, isInIdentityCenter: saml.some((name) => identityCenter.test(name)) };
    if (Users === 0 || saml.length > 0) return { status: "pass", evidence };
    return { status: "fail", reason: `it has ${Users} IAM users and no SAML provider`, evidence };
  },
});
