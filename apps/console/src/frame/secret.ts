import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits, as a cookie holds them. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What the database keeps of a cookie. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** A form's token: it follows from the cookie, which a page of another site can't read. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html */
export const csrfOf = (secret: string): string => createHmac("sha256", secret).update("plumbline csrf").digest("base64url");

/** Compares in a time that tells nothing of where two texts differ. */
export const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const cipher = "aes-256-gcm";
const [nonceBytes, tagBytes] = [12, 16];
/** A secret is 256 random bits, so that it needs no salt. https://www.rfc-editor.org/rfc/rfc5869#section-3.1 */
const keyOf = (secret: string): Uint8Array => new Uint8Array(hkdfSync("sha256", secret, "", "plumbline console session", 32));

/** Encrypts what only who has the secret shall read: the database has its hash alone, from which no key follows. Base64url. */
export function seal(secret: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, keyOf(secret), nonce);
  const sealed = Buffer.concat([encryption.update(text, "utf8"), encryption.final()]);
  return Buffer.concat([nonce, encryption.getAuthTag(), sealed]).toString("base64url");
}

/** The text; undefined where it was sealed with another secret, or changed. */
export function unseal(secret: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const decryption = createDecipheriv(cipher, keyOf(secret), bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decryption.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decryption.update(bytes.subarray(nonceBytes + tagBytes)), decryption.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
