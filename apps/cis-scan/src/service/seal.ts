import type { Aws } from "@plumbline/aws-session/aws";
import { Secret } from "@plumbline/delivery/secret";
import { z } from "zod";
import type { KeyAccess } from "./access.ts";

const Sealed = z.strictObject({ accessKeyId: z.string(), secret: z.string(), token: z.string().optional() });
/** KMS opens what was sealed for one scan for no other one. https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
const contextOf = (requestId: string) => ({ requestId, purpose: "plumbline-cis-scan" });

/** Seals keys by a KMS key, for one scan; what comes of it may be passed on and logged. */
export async function sealKeys(aws: Aws, key: string, requestId: string, { accessKeyId, secret, token }: KeyAccess): Promise<string> {
  const { EncryptCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const plain = JSON.stringify({ accessKeyId, secret: secret.reveal(), ...(token ? { token: token.reveal() } : {}) });
  const encrypt = new EncryptCommand({ KeyId: key, Plaintext: Buffer.from(plain), EncryptionContext: contextOf(requestId) });
  const { CiphertextBlob: blob } = await aws.client(KMSClient).send(encrypt);
  if (!blob) throw new Error(`KMS sealed nothing with ${key}`);
  return Buffer.from(blob).toString("base64");
}

/** Opens what was sealed for this scan. Rejects with KMS's error for what was sealed for another one, or by another key. */
export async function openKeys(aws: Aws, key: string, requestId: string, sealed: string): Promise<KeyAccess> {
  const { DecryptCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const decrypt = new DecryptCommand({
    ...{ KeyId: key, EncryptionContext: contextOf(requestId) },
    CiphertextBlob: Buffer.from(sealed, "base64"),
  });
  const { Plaintext: plain } = await aws.client(KMSClient).send(decrypt);
  const opened = Sealed.safeParse(parse(Buffer.from(plain ?? []).toString("utf8")));
  // Its own reason would tell what was sealed.
  if (!opened.success) throw new Error("what KMS opened are no keys");
  const { accessKeyId, secret, token } = opened.data;
  return { kind: "keys", accessKeyId, secret: new Secret(secret), token: token === undefined ? undefined : new Secret(token) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
