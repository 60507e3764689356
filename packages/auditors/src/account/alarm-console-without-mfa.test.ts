import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { brokenChains, ringing } from "../judge/alarm-chain.fixture.ts";
import { accountAlarmConsoleWithoutMfa } from "./alarm-console-without-mfa.ts";

const both = '($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes")';
const user = '($.userIdentity.type = "IAMUser")';
const success = '($.responseElements.ConsoleLogin = "Success")';

describe("account/alarm-console-without-mfa", () => {
  testAuditor(it, accountAlarmConsoleWithoutMfa, {
    pass: {
      "sign-ins without MFA": ringing(`{ ${both} }`),
      "those of users": ringing(`{ ${both} && ${user} }`),
      "those of users that succeeded": ringing(`{ ${both} && ${user} && ${success} }`),
      "those that succeeded": ringing(`{ ${success} && ${both} }`),
      "another order, spacing and quoting": ringing("{$.additionalEventData.MFAUsed!=Yes&&$.eventName=ConsoleLogin}"),
      "brackets for names": ringing("{ $.['additionalEventData'].['MFAUsed'] != Yes && $.eventName = ConsoleLogin }"),
      "the source too": ringing(`{ ${both} && $.eventSource = "signin.amazonaws.com" }`),
      "more events": ringing(`{ (${both}) || $.eventName = "ExitRole" }`),
      "a missing answer told apart": ringing(
        "{ $.eventName = ConsoleLogin && ($.additionalEventData.MFAUsed != Yes || $.additionalEventData.MFAUsed NOT EXISTS) }",
      ),
    },
    fail: {
      ...brokenChains(`{ ${both} }`),
      "every sign-in, with MFA or not": ringing('{ $.eventName = "ConsoleLogin" }'),
      "every event without MFA": ringing('{ $.additionalEventData.MFAUsed != "Yes" }'),
      "sign-ins with MFA": ringing(`{ ${both.replace("!=", "=")} }`),
      "either of both": ringing(`{ ${both.replace("&&", "||")} }`),
      "MFAUsed in another case": ringing(`{ ${both.replace("Yes", "yes")} }`),
      "another field": ringing('{ $.eventName = "ConsoleLogin" && $.MFAUsed != "Yes" }'),
      "sign-ins of the root user": ringing(`{ ${both} && $.userIdentity.type = "Root" }`),
      "sign-ins that failed": ringing(`{ ${both} && $.responseElements.ConsoleLogin = "Failure" }`),
      "every event": ringing("{ $.eventName EXISTS }"),
    },
  });
});
