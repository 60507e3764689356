import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { inspectorStatuses } from "./inspector-statuses.ts";
import { here } from "./stand-ins.fixture.ts";

const [a, b] = ["111111111111", "222222222222"];
const answering = (answer: object) => fakeAws({ ...here, answers: { "inspector2:BatchGetAccountStatus": () => answer } });

const rows: Record<string, readonly [answer: object, of: object | undefined]> = {
  "an account that is scanned": [{ accounts: [{ accountId: b, state: { status: "ENABLED" } }] }, { kind: "on" }],
  "one that is being switched on": [{ accounts: [{ accountId: b, state: { status: "ENABLING" } }] }, { kind: "on" }],
  "one that is off": [
    { accounts: [{ accountId: b, state: { status: "DISABLED" } }] },
    { kind: "off", reason: "Inspector is off in account 222222222222, region eu-west-1: DISABLED" },
  ],
  "one that is suspended": [
    { accounts: [{ accountId: b, state: { status: "SUSPENDED" } }] },
    { kind: "untold", reason: expect.stringContaining("SUSPENDED") },
  ],
  "one that is no member": [
    { accounts: [], failedAccounts: [{ accountId: b, errorCode: "ACCESS_DENIED", errorMessage: "not yours" }] },
    {
      kind: "untold",
      reason: "Inspector does not tell account 111111111111, region eu-west-1 about account 222222222222: ACCESS_DENIED: not yours",
    },
  ],
  "one that the answer leaves out": [
    { accounts: [{ accountId: a, state: { status: "ENABLED" } }] },
    { kind: "untold", reason: expect.stringContaining("it is not in the answer") },
  ],
};

describe("which accounts Inspector scans", () => {
  it.each(Object.entries(rows))("%s", async (_, [answer, told]) => {
    expect((await inspectorStatuses(answering(answer), [b])).get(b)).toEqual(told);
  });

  it("is asked 100 a call, for each account once", async () => {
    const aws = answering({ accounts: [] });
    const accounts = Array.from({ length: 201 }, (_, i) => String(100_000_000_000 + i));
    expect((await inspectorStatuses(aws, [...accounts, ...accounts])).size).toBe(201);
    expect(aws.calls.map(({ operation }) => operation)).toEqual(Array.from({ length: 3 }, () => "BatchGetAccountStatus"));
  });

  it("rejects where it can't be asked", async () => {
    const denied = () => {
      throw awsFault("AccessDeniedException", "no", 403);
    };
    const aws = fakeAws({ ...here, answers: { "inspector2:BatchGetAccountStatus": denied } });
    await expect(inspectorStatuses(aws, [a])).rejects.toMatchObject({ kind: "denied" });
  });
});
