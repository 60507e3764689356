import { createRateBudget, type RateBudget } from "@plumbline/aws-session/rate-budget";

/**
 * Lookups per second that AWS allows in one account and region, whoever makes them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const lookupsPerSecond = 2;

interface Clock {
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The pace of lookups: one for the whole process, since the limit holds for an account and region whoever looks. */
export const lookupPace = ({ elapsed, sleep }: Clock): RateBudget =>
  createRateBudget({ ratePerSecond: lookupsPerSecond, burst: 1, elapsed, sleep });
