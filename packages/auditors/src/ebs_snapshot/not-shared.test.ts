import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { ebsSnapshotNotShared } from "./not-shared.ts";

const account = { id: "111111111111", kind: "prod" } as const;
const everyone = { kind: "everyone", id: "all" } as const;
const own = { kind: "account", id: "111111111111" } as const;
const friend = { kind: "account", id: "222222222222" } as const;
const stranger = { kind: "account", id: "000000000000" } as const;
const knownAccounts = ["111111111111", "222222222222"];
const snapshot = (...shares: object[]) => ({ id: "snap-1", shares });

describe("ebs_snapshot/not-shared", () => {
  testAuditor(it, ebsSnapshotNotShared, {
    pass: {
      "shared with nobody": { facts: snapshot(), account },
      "shared with the account itself": { facts: snapshot(own), account },
      "shared with a known account": { facts: snapshot(friend), account, knownAccounts },
    },
    fail: {
      public: { facts: snapshot(everyone), account, knownAccounts, remedy: "cured" },
      "shared with an unknown account": { facts: snapshot(stranger), account, knownAccounts, remedy: "cured" },
      "public and shared in one list: known accounts stay": {
        facts: snapshot(stranger, friend, everyone),
        account,
        knownAccounts,
        remedy: "cured",
        blastRadius: {
          affected: [
            { kind: "account", id: stranger.id },
            { kind: "group", id: "all" },
          ],
        },
      },
      "in another partition": {
        facts: snapshot(stranger),
        account,
        knownAccounts,
        partition: "aws-us-gov",
        region: "us-gov-west-1",
        remedy: "cured",
      },
    },
  });
});
