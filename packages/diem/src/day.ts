/** Seconds of a day. */
export const secondsPerDay = 86_400n;

/** A moment: seconds since 1970-01-01 UTC, as blocks have them, or a `Date`. */
export type Moment = bigint | number | Date;

/** The UTC day of a moment, counted from 1970-01-01: what the contracts call `day`. */
export function dayOf(moment: Moment): bigint {
  return seconds(moment) / secondsPerDay;
}

/** The first second of a day. */
export function startOfDay(day: bigint): bigint {
  return day * secondsPerDay;
}

/** The second at which the day after a moment's begins: `nextReset()` of ComputeCredits. */
export function nextReset(moment: Moment): bigint {
  return startOfDay(dayOf(moment) + 1n);
}

/** How many seconds are left until the next 00:00 UTC, when credits renew: 1 to 86400. */
export function secondsToMidnight(moment: Moment): bigint {
  return secondsPerDay - (seconds(moment) % secondsPerDay);
}

/** A day as a calendar shows it: `2026-01-01`. */
export function formatDay(day: bigint): string {
  return new Date(Number(startOfDay(day)) * 1000).toISOString().slice(0, 10);
}

/**
 * The capacity (wei) that minting `value` wei of DIEM adds to the receiver's capacity of today: the share of the day that is left,
 * rounded down. From the next day on it is `value`.
 */
export function capacityOfMint(value: bigint, moment: Moment): bigint {
  return (value * secondsToMidnight(moment)) / secondsPerDay;
}

function seconds(moment: Moment): bigint {
  const count = moment instanceof Date ? moment.getTime() / 1000 : moment;
  const whole = typeof count === "bigint" ? count : BigInt(Math.floor(count));
  if (whole < 0n) throw new RangeError(`${whole} is before 1970: days are counted from there`);
  return whole;
}
