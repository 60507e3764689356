import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { denyEverything, denySessionsBefore } from "../principal/quarantine-policy.ts";
import { iamUserQuarantine } from "./quarantine.ts";
import { writeIamUserQuarantine } from "./quarantine.write.ts";

const user = { id: "x", passwordLastUsed: null };
const other = { name: "a", document: '{"Statement":[]}' };
const ours = { name: "plumbline-quarantine", document: denyEverything };
const names = { UserName: "x", PolicyName: "plumbline-quarantine" };
const older = denySessionsBefore("2026-03-01T12:00:00.000Z");

describe("iam_user/quarantine", () => {
  testChange(it, iamUserQuarantine, {
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
      sent: ["PutUserPolicy", { ...names, PolicyDocument: denyEverything }],
    },
    "replaces another": { from: older, to: denyEverything, sent: ["PutUserPolicy", { ...names, PolicyDocument: denyEverything }] },
    "deletes it again": { from: denyEverything, to: null, sent: ["DeleteUserPolicy", names] },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { PutUserPolicy: {}, DeleteUserPolicy: {} } });
    await writeIamUserQuarantine.write(aws, user, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([sent]);
  });
});
