import { testAuditor } from "@plumbline/audit-kit/testing";
import { denyConsole, denyEverything } from "@plumbline/changes/principal/quarantine-policy";
import { describe, it } from "vitest";
import type { Asked } from "../asked.ts";
import { iamUserAttachedPoliciesRevoked } from "./iam_user/attached-policies-revoked.ts";
import { iamUserGroupsLeft } from "./iam_user/groups-left.ts";
import { iamUserInlinePoliciesRevoked } from "./iam_user/inline-policies-revoked.ts";
import { iamUserKeysRevoked } from "./iam_user/keys-revoked.ts";
import { iamUserLoginRevoked } from "./iam_user/login-revoked.ts";
import { iamUserQuarantined } from "./iam_user/quarantined.ts";

const [createdAt, older, newer] = ["2026-01-02T03:04:05.000Z", "2026-01-03T00:00:00.000Z", "2026-01-04T00:00:00.000Z"];
const user = { id: "ann", userId: "AIDA1", passwordLastUsed: null };
const noKeys = { keys: [], lastUsed: {} };
const key = (id: string, status: "Active" | "Inactive" | "Expired") => ({ id, status, createdAt });
const asked = (more: Partial<Asked> = {}) => ({ asked: { "000000000000/ann": [{ principalId: "AIDA1", ...more }] } });
const allow = { name: "allow", document: '{ "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" } ] }' };
const deny = { name: "deny", document: '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}' };
const broken = { name: "broken", document: "{" };
const quarantine = (document: string) => ({ name: "plumbline-quarantine", document });
const long = { name: "long", document: JSON.stringify({ Statement: { Effect: "Deny", Action: "x".repeat(1950), Resource: "*" } }) };

describe("what was revoked of a user", () => {
  testAuditor(it, iamUserKeysRevoked, {
    pass: {
      "no key": { facts: { ...user, accessKeys: noKeys }, settings: asked() },
      "none that is active": {
        facts: { ...user, accessKeys: { keys: [key("AKIA1", "Inactive"), key("AKIA2", "Expired")], lastUsed: {} } },
        settings: asked(),
      },
    },
    fail: {
      "one active and one that is not": {
        facts: {
          ...user,
          accessKeys: { keys: [key("AKIA1", "Active"), key("AKIA2", "Inactive")], lastUsed: { AKIA1: older, AKIA2: newer } },
        },
        settings: asked(),
        blastRadius: { lastUsed: older, affected: [{ kind: "access-key", id: "AKIA1" }] },
      },
      "two that were never used": {
        facts: { ...user, accessKeys: { keys: [key("AKIA1", "Active"), key("AKIA2", "Active")], lastUsed: { AKIA1: null, AKIA2: null } } },
        settings: asked(),
        blastRadius: {
          lastUsed: null,
          affected: [
            { kind: "access-key", id: "AKIA1" },
            { kind: "access-key", id: "AKIA2" },
          ],
        },
      },
    },
    notApplicable: {
      "nothing was decided": { facts: { ...user, accessKeys: { keys: [key("AKIA1", "Active")], lastUsed: {} } } },
      "it was decided in another account": {
        facts: { ...user, accessKeys: { keys: [key("AKIA1", "Active")], lastUsed: {} } },
        settings: { asked: { "111111111111/ann": [{ principalId: "AIDA1" }] } },
      },
      "another one of that name": {
        facts: { ...user, userId: "AIDA2", accessKeys: { keys: [key("AKIA1", "Active")], lastUsed: {} } },
        settings: asked(),
      },
    },
  });

  testAuditor(it, iamUserLoginRevoked, {
    pass: {
      "no password": { facts: { ...user, loginProfile: null, inlinePolicies: [] }, settings: asked() },
      "a password, and the console denied": {
        facts: { ...user, loginProfile: { createdAt }, inlinePolicies: [quarantine(denyConsole)] },
        settings: asked(),
      },
      "a password, and everything denied": {
        facts: { ...user, loginProfile: { createdAt }, inlinePolicies: [quarantine(denyEverything)] },
        settings: asked(),
      },
      "no password, where it was to be deleted": {
        facts: { ...user, loginProfile: null, inlinePolicies: [] },
        settings: asked({ login: "delete" }),
      },
    },
    fail: {
      "a password": {
        facts: { ...user, passwordLastUsed: newer, loginProfile: { createdAt }, inlinePolicies: [allow, deny] },
        settings: asked(),
        remedy: "cured",
        blastRadius: { lastUsed: newer, affected: [] },
      },
      "a quarantine that somebody edited, which undo gives back": {
        facts: { ...user, loginProfile: { createdAt }, inlinePolicies: [quarantine('{ "Statement" : [] }')] },
        settings: asked(),
        remedy: "cured",
      },
      "a password that was to be deleted, and everything denied": {
        facts: { ...user, loginProfile: { createdAt }, inlinePolicies: [quarantine(denyEverything)] },
        settings: asked({ login: "delete" }),
        remedy: "cured",
      },
      "no room for another policy": {
        facts: { ...user, loginProfile: { createdAt }, inlinePolicies: [long] },
        settings: asked(),
        remedy: { none: "of 2048 characters" },
      },
    },
  });

  testAuditor(it, iamUserQuarantined, {
    pass: {
      "everything denied": {
        facts: { ...user, accessKeys: noKeys, inlinePolicies: [allow, quarantine(denyEverything)] },
        settings: asked(),
      },
    },
    fail: {
      "no quarantine": {
        facts: {
          ...{ ...user, passwordLastUsed: older, inlinePolicies: [allow] },
          accessKeys: { keys: [key("AKIA1", "Active"), key("AKIA2", "Inactive")], lastUsed: { AKIA1: newer, AKIA2: newer } },
        },
        settings: asked(),
        remedy: "cured",
        blastRadius: { lastUsed: newer, affected: [] },
      },
      "only the console denied": {
        facts: { ...user, accessKeys: noKeys, inlinePolicies: [quarantine(denyConsole)] },
        settings: asked(),
        remedy: "cured",
      },
      "another policy that denies everything is not ours": {
        facts: { ...user, accessKeys: noKeys, inlinePolicies: [deny] },
        settings: asked(),
      },
      "no room": { facts: { ...user, accessKeys: noKeys, inlinePolicies: [long] }, settings: asked(), remedy: { none: "no room" } },
    },
  });

  testAuditor(it, iamUserInlinePoliciesRevoked, {
    pass: {
      "no policy": { facts: { ...user, accessKeys: noKeys, inlinePolicies: [] }, settings: asked() },
      "only such as deny, and the quarantine": {
        facts: { ...user, accessKeys: noKeys, inlinePolicies: [deny, quarantine(denyEverything)] },
        settings: asked(),
      },
    },
    fail: {
      "one that allows, and one that denies, which stays": {
        facts: { ...user, accessKeys: noKeys, inlinePolicies: [allow, deny] },
        settings: asked(),
        remedy: "cured",
      },
      "one that can't be read": { facts: { ...user, accessKeys: noKeys, inlinePolicies: [broken] }, settings: asked(), remedy: "cured" },
    },
  });

  testAuditor(it, iamUserAttachedPoliciesRevoked, {
    pass: {
      "no policy": { facts: { ...user, accessKeys: noKeys, attachedPolicies: [] }, settings: asked() },
      "the policy that AWS attaches to whose key leaked": {
        facts: { ...user, accessKeys: noKeys, attachedPolicies: ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"] },
        settings: asked(),
      },
    },
    fail: {
      "two, and one of AWS that denies, which stays": {
        facts: {
          ...{ ...user, accessKeys: noKeys },
          attachedPolicies: [
            "arn:aws-cn:iam::000000000000:policy/a",
            "arn:aws-cn:iam::aws:policy/AWSDenyAll",
            "arn:aws-cn:iam::aws:policy/b",
          ],
        },
        settings: asked(),
        remedy: "cured",
      },
      "an own one that is named as one of AWS": {
        facts: { ...user, accessKeys: noKeys, attachedPolicies: ["arn:aws:iam::000000000000:policy/AWSDenyAll"] },
        settings: asked(),
        remedy: "cured",
      },
    },
  });

  testAuditor(it, iamUserGroupsLeft, {
    pass: {
      "no group": { facts: { ...user, accessKeys: noKeys, groups: [] }, settings: asked() },
      "another group than the one to be left": {
        facts: { ...user, accessKeys: noKeys, groups: ["readers"] },
        settings: asked({ groups: ["admins"] }),
      },
    },
    fail: {
      "all groups are left": { facts: { ...user, accessKeys: noKeys, groups: ["admins", "readers"] }, settings: asked(), remedy: "cured" },
      "one is left, the other stays": {
        facts: { ...user, accessKeys: noKeys, groups: ["admins", "readers"] },
        settings: asked({ groups: ["admins"] }),
        remedy: "cured",
      },
    },
  });
});
