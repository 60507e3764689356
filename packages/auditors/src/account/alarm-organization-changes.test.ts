import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { anyOf, brokenChains, crampedly, ringing } from "../judge/alarm-chain.fixture.ts";
import { accountAlarmOrganizationChanges } from "./alarm-organization-changes.ts";

const names = [
  "AcceptHandshake",
  "AttachPolicy",
  "CreateAccount",
  "CreateOrganizationalUnit",
  "CreatePolicy",
  "DeclineHandshake",
  "DeleteOrganization",
  "DeleteOrganizationalUnit",
  "DeletePolicy",
  "DetachPolicy",
  "DisablePolicyType",
  "EnablePolicyType",
  "InviteAccountToOrganization",
  "LeaveOrganization",
  "MoveAccount",
  "RemoveAccountFromOrganization",
  "UpdatePolicy",
  "UpdateOrganizationalUnit",
];
const calls = anyOf(names);
const source = "($.eventSource = organizations.amazonaws.com)";

describe("account/alarm-organization-changes", () => {
  testAuditor(it, accountAlarmOrganizationChanges, {
    pass: {
      "the calls of this service": ringing(`{ ${source} && (${calls}) }`),
      "the calls of any service": ringing(`{ ${calls} }`),
      "another order, spacing and quoting": ringing(`{(${crampedly(names)})&&$.eventSource="organizations.amazonaws.com"}`),
      "the source beside each call": ringing(`{ ${anyOf(names, (name) => `(${source} && $.eventName = ${name})`)} }`),
      "more calls": ringing(`{ ($.eventName = ConsoleLogin) || ${calls} }`),
    },
    fail: {
      ...brokenChains(`{ ${calls} }`),
      "the first call missing": ringing(`{ ${source} && (${anyOf(names.slice(1))}) }`),
      "the last call missing": ringing(`{ ${source} && (${anyOf(names.slice(0, -1))}) }`),
      "a call misspelt": ringing(`{ ${anyOf(names.map((name, i) => (i === 0 ? name.toLowerCase() : name)))} }`),
      "calls that succeeded alone": ringing(`{ (${calls}) && $.errorCode NOT EXISTS }`),
      "calls of one user alone": ringing(`{ (${calls}) && $.userIdentity.userName = alice }`),
      "all calls of another service": ringing(`{ $.eventSource = other.amazonaws.com && (${calls}) }`),
      "and in place of or": ringing(`{ ${calls.replaceAll("||", "&&")} }`),
      "all but these calls": ringing(`{ ${calls.replaceAll("||", "&&").replaceAll("=", "!=")} }`),
      "every call of the service, which tells of nothing": ringing(`{ ${source} }`),
      "every event": ringing(""),
      "words, which are no terms": ringing(names.map((name) => `?${name}`).join(" ")),
    },
  });
});
