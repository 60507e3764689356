import { failureOf } from "@plumbline/audit-kit/look";

/** The reply of a call, or undefined when AWS refuses it by such a code, or in such words; the code comes first. */
export async function unless<T>(refusal: RegExp, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const { code = "", message } = failureOf(error);
    if (refusal.test(`${code} ${message}`)) return undefined;
    throw error;
  }
}
