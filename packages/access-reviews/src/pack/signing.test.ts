import { constants, createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect, it } from "vitest";
import type { Signature } from "./manifest.ts";
import { keyIdOf, keySigner, type Signer, signatureFault, signatureOf } from "./signing.ts";

const spki = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const ed25519 = generateKeyPairSync("ed25519");
const outside = (algorithm: Signer["algorithm"], pair: { publicKey: KeyObject; privateKey: KeyObject }, how: object = {}): Signer => ({
  algorithm,
  publicKey: spki(pair.publicKey),
  sign: async (statement) => sign("sha256", statement, { key: pair.privateKey, ...how }),
});
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const signers: Record<string, Signer> = {
  ed25519: keySigner(ed25519.privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
  "ecdsa with P-256": outside("ecdsa-sha256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
  "ecdsa with secp256k1": outside("ecdsa-sha256", generateKeyPairSync("ec", { namedCurve: "secp256k1" })),
  "rsa-pss": outside("rsa-pss-sha256", generateKeyPairSync("rsa", { modulusLength: 2048 }), pss),
};
const manifest = Buffer.from("a manifest");
const faultOf = (signature: Signature, key?: string) => signatureFault(signature, key);
const changed = (signature: Signature, fields: object): Signature => ({
  ...signature,
  signature: signature.signature && { ...signature.signature, ...fields },
});

const orders: Record<string, bigint> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};
/** The other signature that holds of the same statement and key, which anybody can work out. */
function twin(der: Buffer, curve: string): Buffer {
  const at = 4 + (der[3] ?? 0);
  const s = orders[curve]! - BigInt(`0x${der.subarray(at + 2).toString("hex")}`);
  const hex = s.toString(16).padStart(64, "0");
  const bytes = Buffer.from(/^[89a-f]/.test(hex) ? `00${hex}` : hex.replace(/^(00)+(?=[0-7])/, ""), "hex");
  const body = Buffer.concat([der.subarray(2, at), Buffer.from([2, bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
/** The last letter before the padding with its unused bits set. */
const otherBits = (value: string): string => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const at = value.indexOf("=") - 1;
  return at < 0 ? `${value}AA==` : `${value.slice(0, at)}${letters[letters.indexOf(value[at]!) + 1]}${value.slice(at + 1)}`;
};

it.each(Object.entries(signers))("%s: the signature holds, and is the same again where the algorithm lets it", async (_, signer) => {
  for (let n = 0; n < 8; n++) {
    const signature = await signatureOf(manifest, signer);
    expect(faultOf(signature)).toBeUndefined();
    expect(faultOf(signature, signer.publicKey)).toBeUndefined();
  }
});

const spellings: Record<string, [(signature: NonNullable<Signature["signature"]>) => object, fault: RegExp]> = {
  "words before the key": [
    ({ publicKey }) => ({ publicKey: `Approved in full by the auditor.\n${publicKey}` }),
    /public key is not written/,
  ],
  "words after the key": [({ publicKey }) => ({ publicKey: `${publicKey}Approved.\n` }), /public key is not written/],
  "a tab for a newline": [({ publicKey }) => ({ publicKey: publicKey.replace("\n-----END", "\t\n-----END") }), /public key is not written/],
  "other ends of lines": [({ publicKey }) => ({ publicKey: publicKey.replaceAll("\n", "\r\n") }), /public key is not written/],
  "no last newline": [({ publicKey }) => ({ publicKey: publicKey.trim() }), /public key is not written/],
  "other unused bits": [({ value }) => ({ value: otherBits(value) }), /value is not written/],
  "a zero before the value": [
    ({ value }) => ({ value: Buffer.concat([Buffer.alloc(1), Buffer.from(value, "base64")]).toString("base64") }),
    /signature is of something else/,
  ],
  "a zero behind the value": [
    ({ value }) => ({ value: Buffer.concat([Buffer.from(value, "base64"), Buffer.alloc(1)]).toString("base64") }),
    /signature is of something else/,
  ],
  "another key's name": [() => ({ keyId: "a".repeat(64) }), /not the one that its signature names/],
  "no key": [() => ({ publicKey: "" }), /public key can't be read/],
};
for (const [name, signer] of Object.entries(signers))
  it.each(Object.entries(spellings))(`${name}: is refused for %s, also with the right key`, async (_, [change, fault]) => {
    const signature = await signatureOf(manifest, signer);
    const other = changed(signature, change(signature.signature!));
    for (const key of [undefined, signer.publicKey]) {
      let found: string | undefined;
      try {
        found = faultOf(other, key);
      } catch (error) {
        found = (error as Error).message;
      }
      expect(found).toMatch(fault);
    }
  });

it.each(["ecdsa with P-256", "ecdsa with secp256k1"])("%s: the twin of a signature is refused", async (name) => {
  const signer = signers[name]!;
  const { namedCurve = "" } = createPublicKey(signer.publicKey).asymmetricKeyDetails!;
  for (let n = 0; n < 8; n++) {
    const signature = await signatureOf(manifest, signer);
    const value = twin(Buffer.from(signature.signature!.value, "base64"), namedCurve).toString("base64");
    expect(faultOf(changed(signature, { value }), signer.publicKey)).toMatch(/the other of its two forms/);
  }
});

it("ed25519: a signature with the order of the curve added is refused", async () => {
  const signer = signers["ed25519"]!;
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const signature = await signatureOf(manifest, signer);
  const bytes = Buffer.from(signature.signature!.value, "base64");
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + order;
  const twice = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  const value = Buffer.concat([bytes.subarray(0, 32), twice]).toString("base64");
  expect(faultOf(changed(signature, { value }), signer.publicKey)).toMatch(/signature is of something else/);
});

it("a signer's own spelling of its key does not matter", async () => {
  const signer = signers["rsa-pss"]!;
  const signature = await signatureOf(manifest, { ...signer, publicKey: `of the auditor\n${signer.publicKey}` });
  expect(signature.signature).toMatchObject({ publicKey: signer.publicKey, keyId: keyIdOf(signer.publicKey) });
  const der = createPublicKey(signer.publicKey).export({ type: "spki", format: "der" });
  expect(keyIdOf(signer.publicKey)).toBe(createHash("sha256").update(der).digest("hex"));
});
it("a curve that nobody's KMS signs by is refused at the signing", async () => {
  const signer = outside("ecdsa-sha256", generateKeyPairSync("ec", { namedCurve: "P-384" }));
  await expect(signatureOf(manifest, signer)).rejects.toMatchObject({ code: "bad-input", message: expect.stringContaining("secp384r1") });
});
