import { createPublicKey } from "node:crypto";
import type { Signer } from "@plumbline/access-reviews/pack/signing";
import type { Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";

/** A key of KMS, or its alias. https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id */
export const KmsKeyArn = z
  .string()
  .refine((text) => regionOfKey(text) !== undefined, "must be the ARN of a key of KMS or of an alias, with region and account");

/** The region of a key's ARN; undefined for a text that is none. */
export function regionOfKey(text: string): string | undefined {
  const arn = parseArn(text);
  const isKey = arn?.service === "kms" && /^\d{12}$/.test(arn.account) && /^(key|alias)\/./.test(arn.resource);
  return isKey && arn.region !== "" ? arn.region : undefined;
}

const algorithms = [
  { algorithm: "ecdsa-sha256", ofKms: "ECDSA_SHA_256" },
  { algorithm: "rsa-pss-sha256", ofKms: "RSASSA_PSS_SHA_256" },
] as const;

/**
 * Signs by a key that never leaves KMS: of NIST P-256, secp256k1 or RSA, for signing. It needs kms:GetPublicKey and kms:Sign on the key. Rejects
 * with an AwsError, and with a usage error for a key that can't sign so.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export async function kmsSigner(session: Session, keyArn: string): Promise<Signer> {
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import("@aws-sdk/client-kms");
  const aws = await session.connect({ account: session.callerAccount, region: regionOfKey(keyArn) ?? "" });
  const kms = aws.client(KMSClient);
  const { PublicKey: der, SigningAlgorithms = [] } = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }));
  const way = algorithms.find(({ ofKms }) => SigningAlgorithms.includes(ofKms));
  if (der === undefined || way === undefined)
    throw usageError(
      `--kms-key: ${keyArn} signs by ${SigningAlgorithms.join(", ") || "nothing"}, and a pack is signed by ECDSA_SHA_256 or RSASSA_PSS_SHA_256`,
      "make one by aws kms create-key --key-usage SIGN_VERIFY --key-spec ECC_NIST_P256",
    );
  const key = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  return {
    algorithm: way.algorithm,
    publicKey: key.export({ type: "spki", format: "pem" }).toString(),
    async sign(statement) {
      const told = await kms.send(new SignCommand({ KeyId: keyArn, Message: statement, MessageType: "RAW", SigningAlgorithm: way.ofKms }));
      if (told.Signature === undefined) throw new TypeError(`KMS answered no signature of ${keyArn}`);
      return told.Signature;
    },
  };
}
