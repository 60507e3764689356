import type { IncomingMessage } from "node:http";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Context } from "hono";
import type { Limits } from "./rate-limits.ts";
import type { Services } from "./services.ts";
import type { ConsoleRole, Person } from "./viewer.ts";

/** A grant of the configuration: it holds as long as it stands there. */
export interface ConfiguredGrant {
  readonly kind: "subject" | "group";
  readonly principal: string;
  readonly role: ConsoleRole;
  /** Account ids, or `*` alone. */
  readonly accounts: readonly string[];
}

/** A provider's way to sign in: where the browser is sent, and who came back. */
export interface Provider {
  /** How the button calls it. */
  readonly name: string;
  /** The address that the browser is sent to, and what must be remembered until it comes back. */
  begin(redirectUri: string): Promise<{ url: string; state: string; nonce: string; verifier: string }>;
  /** Who the answer says that it is; throws a Refusal. */
  finish(answer: URL, remembered: { state: string; nonce: string; verifier: string }): Promise<{ person: Person; idToken: string | null }>;
  /** Where the browser ends its session with the provider and comes back from; undefined where the provider has no such place. */
  end(given: { readonly idToken: string | null; readonly back: string }): Promise<string | undefined>;
}

/** How a console is set up. */
export interface Setup {
  readonly store: IamStore;
  /** What browsers call it; whoever asks for another host is turned away. */
  readonly publicUrl: URL;
  /** Whether a proxy stands in front, whose `X-Forwarded-For` names the client. */
  readonly isBehindProxy: boolean;
  readonly provider?: Provider;
  /** Whether anybody on this machine may sign in under any name. */
  readonly isDevLogin: boolean;
  readonly grants: readonly ConfiguredGrant[];
  readonly limits: Limits;
  /** Requests that are answered side by side: as many as the database has connections (default 10). */
  readonly atOnce?: number;
  /** Aborted once the console is to stop: who waits in line is then turned away. */
  readonly stopping?: AbortSignal;
  readonly sessionHours: number;
  readonly idleMinutes: number;
  readonly services: Services;
  /** The clock of sessions and of the audit log. */
  now(): Date;
  /** What pages call now; another than the clock's for made-up data alone. */
  shownNow?(): Date;
  /** Told of what went wrong inside, which no page shows. */
  log(message: string, fields: Readonly<Record<string, string | number>>): void;
}

/** What a request has gathered on its way. */
export interface Gathered {
  Bindings: { readonly incoming?: IncomingMessage };
  Variables: {
    requestId: string;
    address: string;
    /** Who is signed in. */
    subject?: string;
    /** What the form does, in the audit log's word. */
    does?: string;
  };
}
export type Ctx = Context<Gathered>;
