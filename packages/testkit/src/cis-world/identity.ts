import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  PutUserPolicyCommand,
  UpdateAccountPasswordPolicyCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "@plumbline/aws-session/aws";
import { generate } from "selfsigned";

const trust = (Principal: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] });
const policy = (Action: string | string[], Resource = "*") =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });

/** A strong password policy, a user with MFA and one with a key whose rights come of a group, a role for AWS Support, a certificate that is good. */
export async function makeGoodIdentity({ client, account }: Aws): Promise<void> {
  const iam = client(IAMClient);
  await iam.send(
    new UpdateAccountPasswordPolicyCommand({
      ...{ MinimumPasswordLength: 14, PasswordReusePrevention: 24, MaxPasswordAge: 90, RequireLowercaseCharacters: true },
      ...{ RequireUppercaseCharacters: true, RequireNumbers: true, RequireSymbols: true },
    }),
  );
  await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" }));
  await iam.send(new CreateUserCommand({ UserName: "good" }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "good" }));
  await iam.send(new CreateLoginProfileCommand({ UserName: "good", Password: "Long-enough-1-password" }));
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "good" }));
  const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
  await iam.send(new EnableMFADeviceCommand({ UserName: "good", SerialNumber: VirtualMFADevice?.SerialNumber, ...codes }));
  await iam.send(new CreateUserCommand({ UserName: "robot" }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "robot" }));
  await iam.send(new CreateAccessKeyCommand({ UserName: "robot" }));
  const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${account}:root` });
  await iam.send(new CreateRoleCommand({ RoleName: "support", AssumeRolePolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "support", PolicyArn: "arn:aws:iam::aws:policy/AWSSupportAccess" }));
  await uploadCertificate(iam, "good", 1);
}

/** A user with a password, two keys, no MFA and rights of its own, a policy that allows everything, a certificate that is over. */
export async function makeBadIdentity({ client }: Aws): Promise<void> {
  const iam = client(IAMClient);
  await iam.send(new CreateUserCommand({ UserName: "bad" }));
  await iam.send(new CreateLoginProfileCommand({ UserName: "bad", Password: "Long-enough-1-password" }));
  for (let key = 0; key < 2; key++) await iam.send(new CreateAccessKeyCommand({ UserName: "bad" }));
  await iam.send(new PutUserPolicyCommand({ UserName: "bad", PolicyName: "inline", PolicyDocument: policy("s3:GetObject") }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "everything", PolicyDocument: policy(["*"]) }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "bad", PolicyArn: Policy?.Arn }));
  await iam.send(new CreateUserCommand({ UserName: "spelt-otherwise" }));
  const spelt = await iam.send(new CreatePolicyCommand({ PolicyName: "everything-spelt-otherwise", PolicyDocument: policy("*:*") }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "spelt-otherwise", PolicyArn: spelt.Policy?.Arn }));
  await uploadCertificate(iam, "over", -1);
}

async function uploadCertificate(iam: IAMClient, ServerCertificateName: string, years: number): Promise<void> {
  const year = 365 * 24 * 3_600_000;
  const end = new Date(Date.now() + years * year);
  const dates = { notBeforeDate: new Date(end.getTime() - 2 * year), notAfterDate: end };
  const { cert, private: key } = await generate([{ name: "commonName", value: `${ServerCertificateName}.example` }], {
    keySize: 2048,
    ...dates,
  });
  await iam.send(new UploadServerCertificateCommand({ ServerCertificateName, CertificateBody: cert, PrivateKey: key }));
}
