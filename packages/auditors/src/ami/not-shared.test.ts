import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { amiNotShared } from "./not-shared.ts";

const account = { id: "111111111111", kind: "prod" } as const;
const everyone = { kind: "everyone", id: "all" } as const;
const own = { kind: "account", id: "111111111111" } as const;
const friend = { kind: "account", id: "222222222222" } as const;
const stranger = { kind: "account", id: "000000000000" } as const;
const organization = { kind: "organization", id: "arn:aws:organizations::222222222222:organization/o-abcdefghij" } as const;
const unit = { kind: "organization", id: "arn:aws:organizations::222222222222:ou/o-abcdefghij/ou-abcd-12345678" } as const;
const foreign = { kind: "organization", id: "arn:aws-cn:organizations::222222222222:organization/o-klmnopqrst" } as const;
const knownAccounts = ["111111111111", "222222222222"];
const settings = { organizations: ["o-abcdefghij"] };
const image = (...shares: object[]) => ({ id: "ami-1", shares });

describe("ami/not-shared", () => {
  testAuditor(it, amiNotShared, {
    pass: {
      "shared with nobody": { facts: image(), account },
      "shared with the account itself": { facts: image(own), account },
      "shared with a known account": { facts: image(friend, own), account, knownAccounts },
      "shared with a known organization and a unit of it": { facts: image(organization, unit), account, settings },
    },
    fail: {
      public: { facts: image(everyone), account, knownAccounts, remedy: "cured" },
      "shared with an unknown account": { facts: image(stranger), account, knownAccounts, remedy: "cured" },
      "an account whose id is part of a known one's text": {
        facts: image({ kind: "account", id: "111111111" }),
        account,
        knownAccounts,
        remedy: "cured",
      },
      "shared with an organization that nobody named": {
        facts: image(organization),
        account,
        knownAccounts,
        remedy: "cured",
        blastRadius: { affected: [{ kind: "organization", id: organization.id }] },
      },
      "shared with a unit of an organization that nobody named": { facts: image(unit), account, knownAccounts, remedy: "cured" },
      "shared with another organization, of another partition": {
        facts: image(organization, foreign),
        account,
        settings,
        partition: "aws-cn",
        remedy: "cured",
      },
      "public, and shared with known and unknown accounts": {
        facts: image(stranger, friend, everyone),
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
    },
  });
});
