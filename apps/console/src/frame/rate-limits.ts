import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "./refusal.ts";

/** Requests a minute. */
export interface Limits {
  readonly perAddress: number;
  readonly perSubject: number;
  readonly signInsPerAddress: number;
}

export interface RateLimits {
  /** Each throws TooMany when the minute's share is used up. */
  address(address: string): Promise<void>;
  subject(subject: string): Promise<void>;
  signIn(address: string): Promise<void>;
}

/** Too many requests; `seconds` is what the answer's Retry-After says. https://www.rfc-editor.org/rfc/rfc6585.html#section-4 */
export class TooMany extends Refusal {
  readonly seconds: number;
  constructor(seconds: number) {
    super(429, `Too many requests. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`);
    this.seconds = seconds;
  }
}

/** Counts requests in this process: several processes behind a balancer each have a count of their own. */
export function makeRateLimits({ perAddress, perSubject, signInsPerAddress }: Limits): RateLimits {
  const limiter = (points: number) => {
    const counts = new RateLimiterMemory({ points, duration: 60 });
    return async (key: string) => {
      try {
        await counts.consume(key);
      } catch (spent) {
        if (!(spent instanceof RateLimiterRes)) throw spent;
        throw new TooMany(Math.max(1, Math.ceil(spent.msBeforeNext / 1000)));
      }
    };
  };
  const [address, subject, signIn] = [limiter(perAddress), limiter(perSubject), limiter(signInsPerAddress)];
  return { subject, address: (one) => address(network(one)), signIn: (one) => signIn(network(one)) };
}

/** An address as one of its owner's many: of IPv6 a network of 64 bits is one. https://www.rfc-editor.org/rfc/rfc6177.html */
export function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const [left, right] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => "0");
  return [...(left ?? []), ...zeros, ...(right ?? [])].slice(0, 4).join(":");
}
