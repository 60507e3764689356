import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { denyEverything, denySessionsBefore } from "../principal/quarantine-policy.ts";
import { iamRoleQuarantine } from "./quarantine.ts";
import { writeIamRoleQuarantine } from "./quarantine.write.ts";

const role = { id: "x", path: "/", trustPolicy: null, unreadable: "" };
const other = { name: "a", document: '{"Statement":[]}' };
const ours = { name: "plumbline-quarantine", document: denyEverything };
const names = { RoleName: "x", PolicyName: "plumbline-quarantine" };
const older = denySessionsBefore("2026-03-01T12:00:00.000Z");

describe("iam_role/quarantine", () => {
  testChange(it, iamRoleQuarantine, {
    "no quarantine": { value: [other], states: [denyEverything, null] },
    "our quarantine": { value: [other, ours], states: [null, older] },
    "one of that name that somebody edited": {
      value: [
        { ...ours, document: '{ "Statement" : [] }' },
        { name: "z", document: "{}" },
      ],
      states: [denyEverything, null],
    },
  });

  const writes = {
    "puts it where there is none": {
      from: null,
      to: denyEverything,
      sent: ["PutRolePolicy", { ...names, PolicyDocument: denyEverything }],
    },
    "replaces another": { from: older, to: denyEverything, sent: ["PutRolePolicy", { ...names, PolicyDocument: denyEverything }] },
    "deletes it again": { from: denyEverything, to: null, sent: ["DeleteRolePolicy", names] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { PutRolePolicy: {}, DeleteRolePolicy: {} } });
    await writeIamRoleQuarantine.write(aws, role, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([sent]);
  });
});
