/** Where the time comes from. Due times and leases never use it: they live by the database's clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
