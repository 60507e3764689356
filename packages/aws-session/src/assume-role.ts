import type { STSClient } from "@aws-sdk/client-sts";
import type { ClientConstructor } from "./aws.ts";
import type { CredentialProvider, Credentials } from "./client-factory.ts";

/** How STS is asked for roles: by whom, and under which session name. */
export interface Asking {
  /** Makes an STS client that signs with the given credentials, in the session's own region. */
  readonly stsOf: (Client: ClientConstructor<STSClient>, credentials: CredentialProvider) => STSClient;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
}

/** Assumes a role and gives its temporary credentials. Rejects with the AwsError of sts:AssumeRole. */
export const assumeRole = async (
  { stsOf, sessionName, externalId }: Asking,
  source: CredentialProvider,
  roleArn: string,
): Promise<Credentials> => {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: externalId });
  const answer = await stsOf(STSClient, source).send(command);
  return toCredentials(answer.Credentials, roleArn);
};

interface RoleParams {
  readonly RoleArn: string | undefined;
  readonly RoleSessionName?: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly DurationSeconds?: number | undefined;
}

/** Assumes the role that a profile of the ini files names; the profile's own session name and external id go first. */
export const assumeForProfile = async (asking: Asking, source: Credentials, params: RoleParams): Promise<Credentials> => {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = asking.stsOf(STSClient, async () => source);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ ...params, RoleSessionName: nameIn(params, asking) }));
  return toCredentials(Credentials, params.RoleArn);
};

interface TokenParams extends RoleParams {
  readonly WebIdentityToken: string | undefined;
}

/** Trades a web identity token for a role's credentials; the call carries no signature. */
export const assumeWithToken = async (asking: Asking, params: TokenParams): Promise<Credentials> => {
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = asking.stsOf(STSClient, unsigned);
  const { RoleArn, WebIdentityToken, DurationSeconds } = params;
  const RoleSessionName = nameIn(params, asking);
  const { Credentials } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds }),
  );
  return toCredentials(Credentials, RoleArn);
};

const unsigned: CredentialProvider = async () => {
  throw new Error("sts:AssumeRoleWithWebIdentity is not signed, and yet its credentials were asked for");
};

// The SDK makes up a name of its own and the time when there is none.
const nameIn = ({ RoleSessionName }: RoleParams, { sessionName }: Asking): string =>
  RoleSessionName === undefined || RoleSessionName.startsWith("aws-sdk-js-") ? sessionName : RoleSessionName;

interface StsKeys {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

const toCredentials = (keys: StsKeys | undefined, roleArn: string | undefined): Credentials => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Error(`STS gave no complete credentials for the role ${roleArn}`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
};
