import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { brokenChains, ringing } from "../judge/alarm-chain.fixture.ts";
import { accountAlarmUnauthorizedCalls } from "./alarm-unauthorized-calls.ts";

const codes = '($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")';
const delivery = '($.sourceIPAddress != "delivery.logs.amazonaws.com")';
const head = '($.eventName != "HeadBucket")';
const withExclusions = `{ (${codes}) && ${delivery} && ${head} }`;

describe("account/alarm-unauthorized-calls", () => {
  testAuditor(it, accountAlarmUnauthorizedCalls, {
    pass: {
      "both codes, without those of every day": ringing(withExclusions),
      "both codes": ringing(`{ ${codes} }`),
      "one exclusion": ringing(`{ (${codes}) && ${head} }`),
      "another order, spacing and quoting": ringing(
        "{$.eventName!=HeadBucket&&($.errorCode=AccessDenied*||$.errorCode=*UnauthorizedOperation)&&$.sourceIPAddress!=delivery.logs.amazonaws.com}",
      ),
      "the exclusions beside each code": ringing(
        `{ ($.errorCode = "*UnauthorizedOperation" && ${head}) || ($.errorCode = "AccessDenied*" && ${delivery} && ${head}) }`,
      ),
      "wider wildcards": ringing('{ $.errorCode = "*Unauthorized*" || $.errorCode = "*AccessDenied*" }'),
      "more codes": ringing(`{ ${codes} || ($.errorCode = "Forbidden") }`),
    },
    fail: {
      ...brokenChains(withExclusions),
      "one code": ringing('{ $.errorCode = "AccessDenied*" }'),
      "codes without wildcards": ringing('{ $.errorCode = "UnauthorizedOperation" || $.errorCode = "AccessDenied" }'),
      "both codes at once, which is no event": ringing(`{ ${codes.replace("||", "&&")} }`),
      "another exclusion": ringing(`{ (${codes}) && $.userIdentity.userName != "scanner" }`),
      "one service": ringing(`{ (${codes}) && $.eventSource = "ec2.amazonaws.com" }`),
      "the exclusions joined by ||, which together leave out nothing": ringing(`{ ${codes} || ${delivery} || ${head} }`),
      "one exclusion as an alternative": ringing(`{ ${codes} || ${head} }`),
      "any name of a call, which every record has": ringing(`{ ${codes} || $.eventName = "*" }`),
      "any service of AWS": ringing(`{ ${codes} || $.eventSource = "*.amazonaws.com" }`),
      "any address, by a regular expression": ringing(`{ ${codes} || $.sourceIPAddress = %.*% }`),
      "any caller of a type": ringing(`{ ${codes} || $.userIdentity.type EXISTS }`),
      "every error": ringing("{ $.errorCode EXISTS }"),
      "every error, by a wildcard": ringing("{ $.errorCode = * }"),
      "every event": ringing(""),
      "no expression": ringing("AccessDenied"),
    },
  });
});
