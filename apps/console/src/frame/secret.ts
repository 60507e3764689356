import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits, as a cookie holds them. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What the database keeps of a cookie. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** A form's token: it follows from the cookie, which a page of another site can't read. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html */
export const csrfOf = (secret: string): string => createHmac("sha256", secret).update("plumbline csrf").digest("base64url");

/** Compares in a time that tells nothing of where two texts differ. */
export const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
