import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { brokenChains, ringing } from "../judge/alarm-chain.fixture.ts";
import { accountAlarmConsoleFailures } from "./alarm-console-failures.ts";

const both = '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")';

describe("account/alarm-console-failures", () => {
  testAuditor(it, accountAlarmConsoleFailures, {
    pass: {
      "failed sign-ins": ringing(`{ ${both} }`),
      "another order, spacing and quoting": ringing('{$.errorMessage="Failed authentication"&&$.eventName="ConsoleLogin"}'),
      "the source too": ringing(`{ ${both} && ($.eventSource = signin.amazonaws.com) }`),
      "a wildcard": ringing('{ $.eventName = ConsoleLogin && $.errorMessage = "Failed*" }'),
      "more events": ringing(`{ (${both}) || ($.eventName = PasswordRecoveryRequested) }`),
    },
    fail: {
      ...brokenChains(`{ ${both} }`),
      "every sign-in": ringing("{ $.eventName = ConsoleLogin }"),
      "the message of any event": ringing('{ $.errorMessage = "Failed authentication" }'),
      "another message": ringing('{ $.eventName = ConsoleLogin && $.errorMessage = "Failed" }'),
      "either of both": ringing(`{ ${both.replace("&&", "||")} }`),
      "the message without quotes, which is no pattern": ringing(
        "{ $.eventName = ConsoleLogin && $.errorMessage = Failed authentication }",
      ),
      "failed sign-ins of the root user": ringing(`{ ${both} && ($.userIdentity.type = Root) }`),
      "failed sign-ins but one user's": ringing(`{ ${both} && ($.userIdentity.userName != alice) }`),
      "every event": ringing(""),
    },
  });
});
