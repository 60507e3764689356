import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountCentralUsers } from "./central-users.ts";

const factsOf = (Users: number, saml: string[] = [], oidc: string[] = []) => ({
  ...{ id: "111111111111", summary: { AccountMFAEnabled: 1, Users }, identityProviders: { saml, oidc } },
});

describe("account/central-users", () => {
  testAuditor(it, accountCentralUsers, {
    pass: {
      "Identity Center": { facts: factsOf(0, ["AWSSSO_1234abcd_DO_NOT_DELETE"]) },
      "a provider, and users beside it": { facts: factsOf(2, ["Okta"]) },
      "neither users nor providers": { facts: factsOf(0) },
    },
    fail: {
      "users alone": { facts: factsOf(1) },
      "users and a provider for pipelines": { facts: factsOf(3, [], ["token.actions.githubusercontent.com"]) },
    },
  });
});
