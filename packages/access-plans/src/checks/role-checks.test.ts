import { testAuditor } from "@plumbline/audit-kit/testing";
import { denyEverything, denySessionsBefore } from "@plumbline/changes/principal/quarantine-policy";
import { describe, it } from "vitest";
import type { Asked } from "../asked.ts";
import { iamGroupAttachedPoliciesRevoked } from "./iam_group/attached-policies-revoked.ts";
import { iamGroupInlinePoliciesRevoked } from "./iam_group/inline-policies-revoked.ts";
import { iamRoleAttachedPoliciesRevoked } from "./iam_role/attached-policies-revoked.ts";
import { iamRoleInlinePoliciesRevoked } from "./iam_role/inline-policies-revoked.ts";
import { iamRoleQuarantined } from "./iam_role/quarantined.ts";

const root = "arn:aws:iam::000000000000:root";
const trustPolicy = {
  Statement: [
    { Effect: "Allow" as const, Principal: { Service: "ec2.amazonaws.com", AWS: root }, Action: "sts:AssumeRole" },
    { Effect: "Deny" as const, Principal: "*", Action: "sts:AssumeRole" },
  ],
};
const role = { id: "ops", roleId: "AROA1", path: "/", trustPolicy, lastUsed: "2026-01-02T03:04:05.000Z" };
const group = { id: "ops", groupId: "AGPA1" };
const asked = (more: Partial<Asked> = {}, principalId = "AROA1") => ({ asked: { "000000000000/ops": [{ principalId, ...more }] } });
const allow = { name: "allow", document: '{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }' };
const quarantine = (document: string) => ({ name: "plumbline-quarantine", document });
const before = "2026-03-01T12:00:00.000Z";
const attachedPolicies = ["arn:aws:iam::aws:policy/a"];

describe("what was revoked of a role", () => {
  testAuditor(it, iamRoleQuarantined, {
    pass: {
      "everything denied": { facts: { ...role, inlinePolicies: [quarantine(denyEverything)] }, settings: asked() },
      "older sessions denied, which was asked": {
        facts: { ...role, inlinePolicies: [quarantine(denySessionsBefore(before))] },
        settings: asked({ sessionsBefore: before }),
      },
      "everything denied, which is more than was asked": {
        facts: { ...role, inlinePolicies: [quarantine(denyEverything)] },
        settings: asked({ sessionsBefore: before }),
      },
    },
    fail: {
      "nothing denied": {
        facts: { ...role, inlinePolicies: [allow] },
        settings: asked(),
        remedy: "cured",
        blastRadius: {
          lastUsed: role.lastUsed,
          affected: [
            { kind: "principal", id: root },
            { kind: "principal", id: "ec2.amazonaws.com" },
          ],
        },
      },
      "only older sessions denied": {
        facts: { ...role, inlinePolicies: [quarantine(denySessionsBefore(before))] },
        settings: asked(),
        remedy: "cured",
      },
      "sessions of an earlier decision denied": {
        facts: { ...role, inlinePolicies: [quarantine(denySessionsBefore("2026-02-01T12:00:00.000Z"))] },
        settings: asked({ sessionsBefore: before }),
        remedy: "cured",
      },
      "a role of a service of AWS": {
        facts: { ...role, path: "/aws-service-role/ecs.amazonaws.com/", inlinePolicies: [] },
        settings: asked(),
        remedy: { none: "a service of AWS keeps the role" },
      },
      "a role of Identity Center": {
        facts: { ...role, path: "/aws-reserved/sso.amazonaws.com/eu-west-1/", inlinePolicies: [] },
        settings: asked(),
        remedy: { none: "Identity Center keeps the role" },
      },
      "no room": {
        facts: { ...role, inlinePolicies: [{ name: "long", document: `{"Statement":[],"Id":"${"x".repeat(10_200)}"}` }] },
        settings: asked(),
        remedy: { none: "of 10240 characters" },
      },
    },
    notApplicable: { "another one of that name": { facts: { ...role, roleId: "AROA2", inlinePolicies: [] }, settings: asked() } },
  });

  testAuditor(it, iamRoleAttachedPoliciesRevoked, {
    pass: { "no policy": { facts: { ...role, attachedPolicies: [] }, settings: asked() } },
    fail: {
      "a policy": { facts: { ...role, attachedPolicies }, settings: asked(), remedy: "cured" },
      "of a role that AWS keeps": {
        facts: { ...role, path: "/aws-reserved/other/", attachedPolicies },
        settings: asked(),
        remedy: { none: "below /aws-reserved/" },
      },
    },
  });

  testAuditor(it, iamRoleInlinePoliciesRevoked, {
    pass: { "the quarantine alone": { facts: { ...role, inlinePolicies: [quarantine(denyEverything)] }, settings: asked() } },
    fail: {
      "one beside the quarantine, which stays": {
        facts: { ...role, inlinePolicies: [allow, quarantine(denyEverything)] },
        settings: asked(),
        remedy: "cured",
      },
    },
  });
});

describe("what was revoked of a group", () => {
  const settings = asked({}, "AGPA1");
  testAuditor(it, iamGroupAttachedPoliciesRevoked, {
    pass: { "no policy": { facts: { ...group, attachedPolicies: [] }, settings } },
    fail: { "a policy": { facts: { ...group, attachedPolicies }, settings, remedy: "cured" } },
  });
  testAuditor(it, iamGroupInlinePoliciesRevoked, {
    pass: { "no policy": { facts: { ...group, inlinePolicies: [] }, settings } },
    fail: { "a policy": { facts: { ...group, inlinePolicies: [allow] }, settings, remedy: "cured" } },
  });
});
