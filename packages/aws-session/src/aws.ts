/** One account and one region; never the word `global`, which `mainRegion` of the partition stands for. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A place, and where its services are asked when that is neither AWS nor the session's own endpoint, such as a second emulator's queue. */
export interface Destination extends Place {
  readonly endpointUrl?: string | undefined;
}

/** What an SDK client's constructor takes at least. */
export type ClientConstructor<C> = new (config: { region: string }) => C;

/** A signed-in place. Every call of its clients waits for the rate budget and rejects with an AwsError. */
export interface Aws extends Place {
  readonly partition: string;
  /** One client per (account, region, service), shared; the constructor comes from a lazily imported `@aws-sdk/client-*`. */
  client<C>(Client: ClientConstructor<C>): C;
}
