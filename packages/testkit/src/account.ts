import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { emulatorCredentials } from "./emulator.ts";

/** The role of the member accounts that the remediator takes on. */
export const memberRole = "member_remediator";

interface Member {
  /** Of the emulator, or of a proxy in front of it. */
  readonly url: string;
  /** Twelve digits. The emulator makes the account on first use, and its role need not exist. */
  readonly account: string;
  readonly partition: string;
  /** Whose STS is asked; one of the partition. */
  readonly region?: string;
}
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Keys for another account of the emulator: AssumeRole into `arn:<partition>:iam::<account>:role/member_remediator`. What is called
 * with them lands in that account. Rejects with the SDK's error when STS refuses, and throws when it answers without keys.
 */
export const memberCredentials = async ({ url, account, partition, region = "us-east-1" }: Member): Promise<Keys> => {
  const sts = new STSClient({ endpoint: url, region, credentials: emulatorCredentials });
  const RoleArn = `arn:${partition}:iam::${account}:role/${memberRole}`;
  try {
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "plumbline" }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = keys ?? {};
    if (accessKeyId && secretAccessKey && sessionToken) return { accessKeyId, secretAccessKey, sessionToken };
    throw new Error(`AssumeRole of ${RoleArn} at ${url} answered without keys`);
  } finally {
    sts.destroy();
  }
};
