import { ReviewError, type ReviewErrorCode } from "@plumbline/access-reviews/review-error";
import { Refusal, type RefusalStatus } from "../frame/refusal.ts";

const statuses: Readonly<Record<ReviewErrorCode, RefusalStatus>> = {
  ...{ exists: 409, incomplete: 409, "no-such-campaign": 404, "no-such-item": 404, "not-open": 409, "not-all-accounts": 403 },
  ...{ "not-yours": 403, "own-principal": 403, "reason-missing": 400, changed: 409, gone: 409, "no-reviewer": 409 },
  ...{ "not-due": 409, "bad-input": 400 },
};

/** Does what a review is asked for; what the review refuses is refused in its own words. */
export async function asRefusal<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ReviewError) throw new Refusal(statuses[cause.code], `${sentence(cause.message)}.`, { target, cause });
    throw cause;
  }
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
