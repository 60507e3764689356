const dayMilliseconds = 86_400_000;

/** Days from an instant (ISO 8601 text) to now, with their fraction. */
export const daysSince = (instant: string, now: Date): number => (now.getTime() - Date.parse(instant)) / dayMilliseconds;
