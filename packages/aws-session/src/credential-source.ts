import { CredentialsProviderError } from "@smithy/core/config";
import { type Asking, assumeForProfile, assumeWithToken } from "./assume-role.ts";
import type { CredentialProvider, Credentials } from "./client-factory.ts";
import type { Profile } from "./config-files.ts";
import type { SessionOptions } from "./options.ts";
import type { Environment } from "./surroundings.ts";

/** What the default chain looks at, and how it asks STS and SSO. */
export interface Sources {
  readonly environment: Environment;
  readonly profile: Profile;
  readonly asking: Asking;
  /** Settings of the clients that the SDK makes itself, those of SSO. */
  readonly clientConfig: object;
  readonly now: () => Date;
}

/**
 * Tells where the session's own credentials come from: the keys given; a profile that was named; else the first of the environment's
 * keys, the default profile, a web identity token, the container and the instance
 * (https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html). Each call of the result reads anew.
 */
export const credentialSource = (options: SessionOptions, sources: Sources): CredentialProvider => {
  const { environment, profile } = sources;
  if (options.credentials !== undefined) return fixed(keysOf(options.credentials), sources.now);
  if (profile.named) return fromProfile(sources);
  if (environment["AWS_ACCESS_KEY_ID"] && environment["AWS_SECRET_ACCESS_KEY"]) return async () => fromEnvironment(environment);
  if (profile.exists && hasCredentials(profile)) return fromProfile(sources);
  if (environment["AWS_WEB_IDENTITY_TOKEN_FILE"] && environment["AWS_ROLE_ARN"]) return fromWebIdentity(sources);
  if (environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] || environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"])
    return fromContainer(environment);
  return fromInstance(environment);
};

const hasCredentials = ({ settings }: Profile): boolean =>
  ["aws_access_key_id", "role_arn", "sso_session", "sso_start_url", "credential_process", "login_session"].some(
    (key) => settings[key] !== undefined,
  );

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

const keysOf = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: Keys): Credentials => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken && { sessionToken }),
  ...(expiration !== undefined && { expiration }),
});

// Keys that were given outright can't be renewed, so that the call is not even sent.
const fixed =
  (credentials: Credentials, now: () => Date): CredentialProvider =>
  async () => {
    const { expiration } = credentials;
    if (expiration !== undefined && expiration <= now())
      throw new CredentialsProviderError(`the keys given are expired credentials since ${expiration.toISOString()}`, false);
    return credentials;
  };

const fromEnvironment = (environment: Environment): Credentials => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey)
    throw new CredentialsProviderError("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are no longer set", false);
  const told = environment["AWS_CREDENTIAL_EXPIRATION"];
  const expiration = told === undefined ? undefined : new Date(told);
  return keysOf({ accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"], expiration });
};

const fromProfile = ({ profile, asking, clientConfig }: Sources): CredentialProvider => {
  return async () => {
    const { fromIni } = await import("@aws-sdk/credential-providers");
    // SSO's token cache lies under the HOME of the process itself: the SDK takes no other.
    return fromIni({
      profile: profile.name,
      ...profile.paths,
      ignoreCache: true,
      clientConfig,
      roleAssumer: (source, request) => assumeForProfile(asking, source, request),
      roleAssumerWithWebIdentity: (request) => assumeWithToken(asking, request),
    })();
  };
};

const fromWebIdentity = ({ environment, asking }: Sources): CredentialProvider => {
  return async () => {
    const { fromTokenFile } = await import("@aws-sdk/credential-providers");
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: roleArn, AWS_ROLE_SESSION_NAME: name } = environment;
    return fromTokenFile({
      ...(file && { webIdentityTokenFile: file }),
      ...(roleArn && { roleArn }),
      ...(name && { roleSessionName: name }),
      roleAssumerWithWebIdentity: (request) => assumeWithToken(asking, request),
    })();
  };
};

const fromContainer = (environment: Environment): CredentialProvider => {
  return async () => {
    const { fromHttp } = await import("@aws-sdk/credential-providers");
    const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: address } = environment;
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = environment;
    return fromHttp({
      ...(path && { awsContainerCredentialsRelativeUri: path }),
      ...(address && { awsContainerCredentialsFullUri: address }),
      ...(file && { awsContainerAuthorizationTokenFile: file }),
      ...(token && { awsContainerAuthorizationToken: token }),
    })();
  };
};

const fromInstance =
  (environment: Environment): CredentialProvider =>
  async () => {
    const none = "no credentials in the environment, the default profile, a web identity, a container";
    if (environment["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") throw new CredentialsProviderError(none, false);
    const { fromInstanceMetadata } = await import("@aws-sdk/credential-providers");
    try {
      return await fromInstanceMetadata({ timeout: 1000, maxRetries: 1 })();
    } catch (cause) {
      throw Object.assign(new CredentialsProviderError(`${none} or the instance`, false), { cause });
    }
  };
