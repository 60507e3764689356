import { nothingSpent } from "@plumbline/audit-kit/brakes";
import { defineAuditor } from "@plumbline/audit-kit/define";
import type { Session } from "@plumbline/aws-session/session";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { Config as Settings } from "@plumbline/cli/config";
import { linesOf, testIo } from "@plumbline/cli/io.fixture";
import { notifierOf } from "@plumbline/cli/notify";
import { sqs } from "@plumbline/collectors/sqs";
import { Finding } from "@plumbline/finding-model/finding";
import { describe, expect, it } from "vitest";
import { Config } from "./config.ts";
import { remediateWindow } from "./remediate.ts";

const [own, member, stranger, partner] = ["111111111111", "222222222222", "333333333333", "444444444444"];
/** Says what a check is told. */
const told = defineAuditor({
  ...{ id: "sqs/told", title: "t", severity: "low", source: "https://docs.aws.amazon.com/" },
  subject: sqs,
  needs: [],
  evaluate: ({ knownAccounts, account, now, partition }) => ({
    status: "fail",
    reason: "r",
    evidence: { known: [...knownAccounts].sort(), kind: account.kind, now: now.toISOString(), partition },
  }),
});
const session = {
  ...{ partition: "aws", callerAccount: own, callerArn: `arn:aws:iam::${own}:user/tester`, calls: {} },
  connect: async (place: { account: string; region: string }) => {
    if (place.account === stranger) throw awsFault("AccessDenied");
    return fakeAws({ ...place, answers: {} });
  },
} as unknown as Session;
const message = (account: string) => ({
  account,
  region: "eu-west-1",
  type: "sqs",
  id: `https://sqs.eu-west-1.amazonaws.com/${account}/q`,
});

async function evidenceOf(
  accounts: readonly string[],
  { settings = {}, known = [own], now }: { settings?: object; known?: string[]; now?: string },
) {
  const { io, stdout } = testIo();
  const config = Config.parse({ format: "json", ...(now ? { now } : {}) });
  const teller = await notifierOf({}, config, io);
  const remediating = {
    ...{ config, settings: Settings.parse(settings), auditors: [told], session, teller, runId: "r1" },
    ...{
      knownAccounts: new Set(known),
      spent: nothingSpent(),
      journaled: async () => ({ containing: () => undefined, isLeftOpen: () => false }),
    },
  };
  await remediateWindow(accounts.map(message), remediating, io);
  const findings = linesOf(stdout()).map((one) => Finding.parse(one));
  return findings.map(({ resource, verdict }) => [resource.account, verdict.status === "fail" ? verdict.evidence : verdict.status]);
}

const rows: Record<string, { accounts: string[]; settings?: object; known?: string[]; knows: string[] }> = {
  "the session's own account": { accounts: [own], knows: [own] },
  "an account of a message, since the session may act in it": { accounts: [own, member], knows: [own, member] },
  "no account of a message in which the session may not act": { accounts: [own, stranger], knows: [own] },
  "the accounts of the organization": { accounts: [own], known: [own, member, stranger], knows: [own, member, stranger] },
  "accounts and third parties of the configuration": {
    accounts: [own],
    settings: { accounts: { [member]: {} }, knownAccounts: [{ id: partner, owner: "o", reason: "r" }] },
    knows: [own, member, partner],
  },
};
describe("a check of the remediator knows", () => {
  it.each(Object.entries(rows))("%s", async (_, { accounts, settings = {}, known = [own], knows }) => {
    const [first, ...others] = await evidenceOf(accounts, { settings, known });
    expect(first).toEqual([own, expect.objectContaining({ known: knows })]);
    for (const [account, evidence] of others) if (account === stranger) expect(evidence).not.toBe("pass");
  });

  it("the kind of the account, the instant and the partition", async () => {
    const settings = { accounts: { [own]: { kind: "dev" } } };
    expect(await evidenceOf([own], { settings })).toMatchObject([
      [own, { kind: "dev", now: "2026-03-01T12:00:00.000Z", partition: "aws" }],
    ]);
    expect(await evidenceOf([own], { now: "2027-01-01T00:00:00+01:00" })).toMatchObject([
      [own, { kind: "prod", now: "2026-12-31T23:00:00.000Z" }],
    ]);
  });
});
