import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { accountPasswordPolicy } from "./password-policy.ts";

const id = "111111111111";
const strong = {
  MinimumPasswordLength: 14,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: true,
  PasswordReusePrevention: 24,
};
const nothing = {
  minimumLength: 0,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
  reusePrevention: 0,
};
const bare = { MinimumPasswordLength: 6 };

describe("account/password-policy", () => {
  testAuditor(it, accountPasswordPolicy, {
    pass: {
      "all that the defaults ask for": { facts: { id, passwordPolicy: strong } },
      "more than the defaults ask for": { facts: { id, passwordPolicy: { ...strong, MinimumPasswordLength: 128, MaxPasswordAge: 90 } } },
      "a bare policy where nothing is asked for": { facts: { id, passwordPolicy: bare }, settings: nothing },
      "a length alone, as a benchmark asks for it": {
        facts: { id, passwordPolicy: { MinimumPasswordLength: 14 } },
        settings: { ...nothing, minimumLength: 14 },
      },
      "a reuse alone, as a benchmark asks for it": {
        facts: { id, passwordPolicy: { ...bare, PasswordReusePrevention: 24 } },
        settings: { ...nothing, reusePrevention: 24 },
      },
      "an age at the limit": { facts: { id, passwordPolicy: { ...strong, MaxPasswordAge: 90 } }, settings: { maximumAgeDays: 90 } },
    },
    fail: {
      "no policy": { facts: { id, passwordPolicy: null } },
      "no policy, of which AWS says nothing": { facts: { id, passwordPolicy: undefined } },
      "no policy where nothing is asked for": { facts: { id, passwordPolicy: null }, settings: nothing },
      "a policy of which AWS says nothing": { facts: { id, passwordPolicy: {} } },
      "one character too short": { facts: { id, passwordPolicy: { ...strong, MinimumPasswordLength: 13 } } },
      "no upper-case letter": { facts: { id, passwordPolicy: { ...strong, RequireUppercaseCharacters: false } } },
      "no lower-case letter": { facts: { id, passwordPolicy: { ...strong, RequireLowercaseCharacters: false } } },
      "no number": { facts: { id, passwordPolicy: { ...strong, RequireNumbers: false } } },
      "no symbol": { facts: { id, passwordPolicy: { ...strong, RequireSymbols: false } } },
      "reuse after 23 others": { facts: { id, passwordPolicy: { ...strong, PasswordReusePrevention: 23 } } },
      "reuse that nothing limits": { facts: { id, passwordPolicy: { ...strong, PasswordReusePrevention: undefined } } },
      "an age above the limit": { facts: { id, passwordPolicy: { ...strong, MaxPasswordAge: 91 } }, settings: { maximumAgeDays: 90 } },
      "no age where one is asked for": { facts: { id, passwordPolicy: strong }, settings: { maximumAgeDays: 90 } },
      "an age of 0, which is none": { facts: { id, passwordPolicy: { ...strong, MaxPasswordAge: 0 } }, settings: { maximumAgeDays: 90 } },
    },
  });
});
