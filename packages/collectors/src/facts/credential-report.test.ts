import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { account } from "../account.ts";
import { iamUser } from "../iam_user.ts";
import { readCredentialReport } from "./credential-report.ts";

const columns =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const noKeys = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const arnOf = (user: string) => `arn:aws:iam::111111111111:${user}`;
const root = `<root_account>,${arnOf("root")},2020-01-01T00:00:00+00:00,not_supported,2026-03-01T08:00:00+00:00,not_supported,not_supported,true,${noKeys}`;
const ann = `ann,${arnOf("user/ann")},2026-01-02T03:04:05+00:00,TRUE,no_information,2026-01-02T03:04:05+00:00,N/A,FALSE,${noKeys}`;
const bob =
  `bob,${arnOf("user/bob")},2026-01-02T03:04:05+00:00,false,N/A,N/A,N/A,false,` +
  "true,2026-01-02T03:05:00+00:00,2026-02-01T00:00:00+00:00,eu-west-1,s3,true,2026-02-02T00:00:00+00:00,N/A,N/A,N/A,false,N/A,false,N/A";
const reportOf = (...rows: string[]) => ({ Content: new TextEncoder().encode([columns, ...rows, ""].join("\n")) });
const complete = { State: "COMPLETE" };
const empty = { isActive: false, rotatedAt: null, lastUsed: null };
const noKeysKnown = [
  { slot: "key-1", ...empty },
  { slot: "key-2", ...empty },
];
const annKnown = {
  ...{ createdAt: "2026-01-02T03:04:05.000Z", hasPassword: true, passwordLastUsed: null, passwordChangedAt: "2026-01-02T03:04:05.000Z" },
  ...{ hasMfa: false, keys: noKeysKnown },
};
const rootKnown = { passwordLastUsed: "2026-03-01T08:00:00.000Z", keys: noKeysKnown };

const awsWith = (report: object) => fakeAws({ answers: { GenerateCredentialReport: complete, GetCredentialReport: report } });
const userOf = async (report: object, id: string) => (await lookAtAspect(iamUser, awsWith(report), "credentials", [{ id }])).get(id);
const rootOf = async (report: object) =>
  (await lookAtAspect(account, awsWith(report), "rootCredentials", [{ id: "111111111111" }])).get("111111111111");

describe("the credential report's rows", () => {
  const users: Record<string, [report: object, id: string, value: object]> = {
    "a password that was never used, with flags in capitals": [reportOf(root, ann), "ann", annKnown],
    "two keys, one of which was never used": [
      reportOf(ann, bob),
      "bob",
      {
        ...{ createdAt: "2026-01-02T03:04:05.000Z", hasPassword: false, passwordLastUsed: null, passwordChangedAt: null, hasMfa: false },
        keys: [
          { slot: "key-1", isActive: true, rotatedAt: "2026-01-02T03:05:00.000Z", lastUsed: "2026-02-01T00:00:00.000Z" },
          { slot: "key-2", isActive: true, rotatedAt: "2026-02-02T00:00:00.000Z", lastUsed: null },
        ],
      },
    ],
    "not_supported and an empty cell in place of instants": [
      reportOf(ann.replace("no_information,2026-01-02T03:04:05+00:00", "not_supported,")),
      "ann",
      { ...annKnown, passwordChangedAt: null },
    ],
    "a column that AWS adds, whose name comes first": [
      { Content: new TextEncoder().encode(`new,${columns}\nx,${ann}\n`) },
      "ann",
      annKnown,
    ],
    "more cells than columns": [reportOf(`${ann},later,columns`), "ann", annKnown],
    "lines that end as on Windows, behind a byte order mark": [
      { Content: new TextEncoder().encode(`\uFEFF${columns}\r\n${ann}\r\n`) },
      "ann",
      annKnown,
    ],
    "a user that is named as the account": [reportOf(ann.replace("ann,", "111111111111,"), root), "111111111111", annKnown],
  };
  it.each(Object.entries(users))("tells of a user: %s", async (_, [report, id, value]) => {
    expect(await userOf(report, id)).toEqual({ value });
  });

  const unknown: Record<string, [report: object, id: string, kind: string]> = {
    "a user younger than the report": [reportOf(root, ann), "new", "absent"],
    "the root user, who is no IAM user": [reportOf(root), "111111111111", "failed"],
    "a flag that is neither": [reportOf(ann.replace("TRUE", "maybe")), "ann", "failed"],
    "an instant that is none": [reportOf(ann.replace("no_information", "yesterday")), "ann", "failed"],
    "a row that ends early": [reportOf("ann,arn"), "ann", "failed"],
    "no column on MFA": [{ Content: new TextEncoder().encode([columns.replace("mfa_active", "mfa"), ann].join("\n")) }, "ann", "failed"],
    "an empty reply": [{}, "ann", "absent"],
  };
  it.each(Object.entries(unknown))("does not know %s", async (_, [report, id, kind]) => {
    expect((await userOf(report, id))?.failure?.kind).toBe(kind);
  });

  it("does not let one unreadable row hide another", async () => {
    expect(await userOf(reportOf(bob.replace("true", "maybe"), ann), "ann")).toEqual({ value: annKnown });
  });

  const roots: Record<string, object> = {
    first: reportOf(root, ann),
    last: reportOf(ann, bob, root),
    alone: reportOf(root),
    "beside a user that is named as the account": reportOf(ann.replace("ann,", "111111111111,"), root),
  };
  it.each(Object.entries(roots))("finds the root user by its name: %s", async (_, report) => {
    expect(await rootOf(report)).toEqual({ value: rootKnown });
  });

  it.each([[reportOf(ann, bob)], [reportOf()], [{}]])("never takes another row for the root user's", async (report) => {
    const known = await rootOf(report);
    expect([known?.failure?.kind, known?.failure?.message]).toEqual([
      "failed",
      expect.stringContaining("the credential report has no row of the root user"),
    ]);
  });
});

describe("waiting for the credential report", () => {
  /** Answers in turn; the last one stays. */
  const inTurn = (...answers: (object | string)[]) => {
    let at = 0;
    return () => {
      const answer = answers[Math.min(at++, answers.length - 1)] ?? {};
      if (typeof answer === "string") throw awsFault(answer);
      return answer;
    };
  };
  const wait = async (generate: () => object, get: () => object) => {
    const aws = fakeAws({ answers: { GenerateCredentialReport: generate, GetCredentialReport: get } });
    const slept: number[] = [];
    const read = readCredentialReport(aws, async (milliseconds) => void slept.push(milliseconds));
    const outcome = await read.then(
      (entries) => [...entries.keys()],
      (error: { kind: string }) => error.kind,
    );
    return { outcome, slept, calls: aws.calls.map(({ operation }) => operation.replace("CredentialReport", "")) };
  };
  const rows: Record<string, [generate: () => object, get: () => object, slept: number, calls: string[]]> = {
    "not at all for one that is there": [inTurn(complete), inTurn(reportOf(ann)), 0, ["Generate", "Get"]],
    "until it is complete": [
      inTurn({ State: "STARTED" }, { State: "INPROGRESS" }, complete),
      inTurn(reportOf(ann)),
      2,
      ["Generate", "Generate", "Generate", "Get"],
    ],
    "after a reply that says nothing": [inTurn({}, complete), inTurn(reportOf(ann)), 1, ["Generate", "Generate", "Get"]],
    "once more for one that expired": [
      inTurn(complete),
      inTurn("CredentialReportExpiredException", reportOf(ann)),
      1,
      ["Generate", "Get", "Generate", "Get"],
    ],
    "once more for one that is not there yet": [
      inTurn(complete),
      inTurn("ReportNotPresent", "ReportInProgress", reportOf(ann)),
      2,
      ["Generate", "Get", "Generate", "Get", "Generate", "Get"],
    ],
  };
  it.each(Object.entries(rows))("%s", async (_, [generate, get, slept, calls]) => {
    expect(await wait(generate, get)).toEqual({ outcome: ["ann", "111111111111"], slept: [100, 200].slice(0, slept), calls });
  });

  it("two minutes at most, and then it was not read", async () => {
    const { outcome, slept } = await wait(inTurn({ State: "INPROGRESS" }), inTurn(reportOf(ann)));
    expect([outcome, slept.reduce((sum, one) => sum + one, 0)]).toEqual(["timed-out", 120_100]);
  });

  it.each(["GenerateCredentialReport", "GetCredentialReport"])("not for a denied %s", async (denied) => {
    const known = await lookAtAspect(
      iamUser,
      fakeAws({ answers: { GenerateCredentialReport: complete, GetCredentialReport: reportOf(ann), [denied]: inTurn("AccessDenied") } }),
      "credentials",
      [{ id: "ann" }],
    );
    expect(known.get("ann")?.failure?.kind).toBe("denied");
  });
});
