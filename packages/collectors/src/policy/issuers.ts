import { hasWildcard } from "./patterns.ts";

/** How the conditions of a trust policy can tell one customer of an identity provider from the others. */
export interface Issuer {
  /** Condition keys of which one has to be limited, in lower case. */
  readonly keys: readonly string[];
  /** Whether a value lets in one customer only; `isPattern` says that `*` and `?` are wildcards in it. */
  limits(value: string, isPattern: boolean): boolean;
}

const isFixed: Issuer["limits"] = (value, isPattern) => !isPattern || !hasWildcard(value);

/** Text before the first wildcard. */
const headOf = (value: string): string => value.replace(/[*?].*$/s, "");

const startsWith =
  (tenant: RegExp): Issuer["limits"] =>
  (value, isPattern) =>
    isFixed(value, isPattern) || tenant.test(headOf(value));

const owned = "repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id|job_workflow_ref";
const owner = new RegExp(`(^|:)(repo:[^/]+/|(${owned}):[^:/]+([:/]|$))`);

/** A repository may choose the claims of its subject, so even a whole one must name an owner. An exact `*` matches no subject. */
const namesOwner: Issuer["limits"] = (value, isPattern) => {
  if (!isPattern) return hasWildcard(value) || owner.test(value);
  return owner.test(hasWildcard(value) ? headOf(value).replace(/[^:/]*$/, "") : value);
};

const subject = (issuer: string, limits = isFixed): readonly [string, Issuer] => [issuer, { keys: [`${issuer}:sub`], limits }];
const audience = (issuer: string): readonly [string, Issuer] => [issuer, { keys: [`${issuer}:aud`], limits: isFixed }];
const either = (issuer: string, ...claims: string[]): readonly [string, Issuer] => [
  issuer,
  { keys: claims.map((claim) => `${issuer}:${claim}`), limits: isFixed },
];

/**
 * Issuers that sign for many customers under one address; the wrong claim lets all of them in. Issuers with an address for each
 * customer (EKS, CircleCI, Bitbucket, Okta, Entra ID) are not among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const shared: ReadonlyMap<string, Issuer> = new Map([
  // https://docs.github.com/en/actions/reference/security/oidc
  subject("token.actions.githubusercontent.com", namesOwner),
  subject("vstoken.actions.githubusercontent.com", namesOwner),
  subject("oidc-configuration.audit-log.githubusercontent.com"),
  // https://docs.gitlab.com/ci/cloud_services/aws/
  subject("gitlab.com", startsWith(/^project_path:[^/]+\//)),
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
  subject("app.terraform.io", startsWith(/^organization:[^:]+:/)),
  subject("app.eu.terraform.io", startsWith(/^organization:[^:]+:/)),
  // https://buildkite.com/docs/pipelines/security/oidc/aws
  subject("agent.buildkite.com", startsWith(/^organization:[^:]+:/)),
  // https://codefresh.io/docs/docs/integrations/oidc-pipelines/
  subject("oidc.codefresh.io", startsWith(/^account:[^:]+:/)),
  // https://docs.scalr.io/docs/aws
  subject("scalr.io", startsWith(/^account:[^:]+:/)),
  // https://docs.upbound.io/
  subject("proidc.upbound.io", startsWith(/^mcp:[^/]+\//)),
  subject("studio.datachain.ai/api"),
  subject("tokens.cloud.shisho.dev"),
  // https://www.pulumi.com/docs/esc/guides/configuring-oidc/aws/
  audience("api.pulumi.com/oidc"),
  audience("sandboxes.cloud"),
  // https://vercel.com/docs/oidc/aws
  audience("oidc.vercel.com"),
  // Google's `aud` is the application that asked (azp); `oaud` is text that any service account can choose.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
  either("accounts.google.com", "aud", "sub"),
  either("cognito-identity.amazonaws.com", "aud", "sub"),
  either("www.amazon.com", "app_id", "user_id"),
  either("graph.facebook.com", "app_id", "id"),
]);

/** AWS's sign-in page has an address in each region. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html */
const saml: Issuer = {
  keys: ["saml:aud", "saml:sub"],
  limits: (value, isPattern) => isFixed(value, isPattern) || value.includes("signin."),
};

/**
 * What has to be limited for a federated principal: a SAML provider, a shared issuer, or an issuer of one customer, for which any
 * fixed beginning of an audience or subject will do.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function issuerOf(provider: string): Issuer {
  if (/:saml-provider\//i.test(provider)) return saml;
  const address = provider.replace(/^arn:.*?:oidc-provider\//i, "").toLowerCase();
  return shared.get(address) ?? { keys: [`${address}:aud`, `${address}:sub`], limits: startsWith(/./) };
}
