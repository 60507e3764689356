import type { Aws } from "@plumbline/aws-session/aws";

/** EKS takes a token for a quarter of an hour after it was signed, whatever it says; it is renewed well before. */
export const eksTokenMilliseconds = 10 * 60_000;

/**
 * A bearer token that lets the session's principal into an EKS cluster: a presigned GetCallerIdentity that names the cluster, and which EKS
 * itself sends to STS. No call is made. Rejects with what the session's credentials reject with.
 * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
 */
export async function eksToken(aws: Aws, cluster: string, now: Date): Promise<string> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const { Sha256 } = await import("@smithy/core/checksum");
  const { HttpRequest } = await import("@smithy/core/protocols");
  const { config } = aws.client(STSClient);
  // Always AWS's own: EKS sends it there, and asks no emulator.
  const { url } = config.endpointProvider({ Region: aws.region, UseDualStack: false, UseFIPS: false });
  const signer = new SignatureV4({ service: "sts", region: aws.region, credentials: config.credentials, sha256: Sha256 });
  const signed = await signer.presign(
    new HttpRequest({
      ...{ method: "GET", protocol: url.protocol, hostname: url.hostname, path: "/" },
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
      headers: { host: url.hostname, "x-k8s-aws-id": cluster },
    }),
    { expiresIn: 60, signingDate: now },
  );
  const query = new URLSearchParams(Object.entries(signed.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]));
  return `k8s-aws-v1.${Buffer.from(`${url.origin}/?${query}`).toString("base64url")}`;
}
