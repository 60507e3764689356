import type { IamStore } from "@plumbline/iam-store/open-store";
import type { ConfiguredGrant } from "../frame/setup.ts";

/** What the demo adds to the console's set-up. */
export interface Demo {
  readonly grants: readonly ConfiguredGrant[];
  readonly banner: string;
  readonly hint: string;
  /** The made-up world's time stands still. */
  now(): Date;
}

/** Fills an empty database with made-up accounts. */
export async function fillDemo(_store: IamStore): Promise<Demo> {
  return {
    grants: [
      { kind: "subject", principal: "dev:admin", role: "admin", accounts: ["*"] },
      { kind: "subject", principal: "dev:reviewer", role: "reviewer", accounts: ["111122223333", "444455556666"] },
      { kind: "subject", principal: "dev:reader", role: "reader", accounts: ["111122223333"] },
    ],
    banner: "Demo: made-up accounts",
    hint: "Sign in as admin, reviewer or reader.\n",
    now: () => new Date("2026-06-30T12:00:00.000Z"),
  };
}
