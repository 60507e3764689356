import { createRateBudget, type RateBudget } from "@plumbline/aws-session/rate-budget";

/**
 * Lookups per second that AWS allows in one account and region, whoever makes them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
const mostPerSecond = 2;
/** A little less, since calls that are sent half a second apart may arrive closer, and the third within a second is refused. */
const lookupsPerSecond = 0.9 * mostPerSecond;

interface Clock {
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The pace of lookups: one for the whole process, since the limit holds for an account and region whoever looks. */
export const lookupPace = ({ elapsed, sleep }: Clock): RateBudget =>
  createRateBudget({ ratePerSecond: lookupsPerSecond, burst: 1, elapsed, sleep });
