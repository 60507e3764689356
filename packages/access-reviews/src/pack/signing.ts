import { constants, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { sha256 } from "../digest.ts";
import { ReviewError } from "../review-error.ts";
import { lowS } from "./low-s.ts";
import type { algorithms, Signature } from "./manifest.ts";

/** Signs packs: with a key of a file, or elsewhere, such as AWS KMS (Sign with a RAW message). */
export interface Signer {
  readonly algorithm: (typeof algorithms)[number];
  /** PEM (SPKI). */
  readonly publicKey: string;
  /** The signature of these bytes; of ECDSA in DER, of RSA with a salt of any length. */
  sign(statement: Buffer): Promise<Uint8Array>;
}

/** What is signed: short enough for any signer, and of no use for anything else. */
const statementOf = (manifestSha256: string): Buffer => Buffer.from(`plumbline evidence pack\nmanifest sha256 ${manifestSha256}\n`);

/** A signer of an Ed25519 private key in PEM (PKCS #8), such as `openssl genpkey -algorithm ed25519` makes. */
export function keySigner(pem: string): Signer {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new ReviewError("bad-input", "the key can't be read: it must be a private key in PEM without a passphrase", { cause });
  }
  if (key.asymmetricKeyType !== "ed25519")
    throw new ReviewError(
      "bad-input",
      `the key is of ${key.asymmetricKeyType}: make one by openssl genpkey -algorithm ed25519 -out KEY.pem`,
    );
  const publicKey = pemOf(createPublicKey(key));
  return { algorithm: "ed25519", publicKey, sign: async (statement) => sign(null, statement, key) };
}

/** Names a public key in PEM: the SHA-256 of its DER (SPKI). */
export const keyIdOf = (pem: string): string => sha256(publicKeyOf(pem).export({ type: "spki", format: "der" }));

function publicKeyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new ReviewError("bad-input", "the public key can't be read: it must be in PEM", { cause });
  }
}

const pemOf = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

/** Signs a manifest, or says that nobody did. Rejects with ReviewError for a key that no signer of packs has. */
export async function signatureOf(manifest: Uint8Array, signer: Signer | undefined): Promise<Signature> {
  const digest = sha256(manifest);
  if (!signer) return { manifest: digest, signature: null };
  const { algorithm } = signer;
  const key = publicKeyOf(signer.publicKey);
  const value = onlyForm(algorithm, key, await signer.sign(statementOf(digest)));
  const publicKey = pemOf(key);
  return { manifest: digest, signature: { algorithm, keyId: keyIdOf(publicKey), publicKey, value: Buffer.from(value).toString("base64") } };
}

/** Of the two forms that an ECDSA signature has, the one that a pack takes; of the others there is one alone. */
function onlyForm(algorithm: Signer["algorithm"], key: KeyObject, value: Uint8Array): Uint8Array {
  if (algorithm !== "ecdsa-sha256") return value;
  try {
    return lowS(value, key.asymmetricKeyDetails?.namedCurve ?? "");
  } catch (cause) {
    throw new ReviewError("bad-input", `a pack can't be signed so: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/**
 * Why a signature does not hold; undefined where it does. It must be written as `signatureOf` writes it, to the last bit, since it is the one
 * part of a pack that nothing signs.
 */
export function signatureFault({ manifest, signature }: Signature, expectedKey: string | undefined): string | undefined {
  if (!signature) return expectedKey === undefined ? undefined : "it is not signed";
  const { algorithm, value: text } = signature;
  const key = publicKeyOf(signature.publicKey);
  if (pemOf(key) !== signature.publicKey) return "its public key is not written as Plumbline writes one: somebody changed it";
  const value = Buffer.from(text, "base64");
  if (value.toString("base64") !== text) return "its signature's value is not written as Plumbline writes one: somebody changed it";
  if (keyIdOf(signature.publicKey) !== signature.keyId) return "its key is not the one that its signature names";
  if (expectedKey !== undefined && keyIdOf(expectedKey) !== signature.keyId)
    return `it was signed with another key: ${signature.keyId}, not ${keyIdOf(expectedKey)}`;
  const wanted = { ed25519: "ed25519", "ecdsa-sha256": "ec", "rsa-pss-sha256": "rsa" }[algorithm];
  if (key.asymmetricKeyType !== wanted) return `its key is of ${key.asymmetricKeyType}, its signature of ${algorithm}`;
  // KMS takes a salt as long as the digest, other signers the longest one; the signature itself tells.
  const how =
    algorithm === "rsa-pss-sha256" ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : key;
  if (!verify(algorithm === "ed25519" ? null : "sha256", statementOf(manifest), how, value)) return "its signature is of something else";
  return value.equals(onlyForm(algorithm, key, value)) ? undefined : "its signature is the other of its two forms: somebody changed it";
}
