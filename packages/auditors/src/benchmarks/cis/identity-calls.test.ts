import type { Auditor } from "@plumbline/audit-kit/define";
import { readActions } from "@plumbline/audit-kit/generate";
import { audit } from "@plumbline/audit-kit/run";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { awsFault, type FakeAws, fakeAws } from "@plumbline/aws-session/testing";
import type { Finding } from "@plumbline/finding-model/finding";
import { beforeAll, describe, expect, it } from "vitest";
import { credentialRow } from "../../judge/credential-row.fixture.ts";
import { checks } from "../../registry.generated.ts";
import { chooseCis } from "./choose.ts";
import { identity } from "./recommendations/identity.ts";
import type { CisEdition } from "./registry.ts";

const account = "111111111111";
const regions = ["us-east-1", "eu-west-1"];
const now = new Date("2026-05-02T12:00:00Z");
const rows = [credentialRow(), credentialRow({ user: "<root_account>", password_enabled: "not_supported" })];
const text = (statement: object) => encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
const some = text({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
const inline = [{ PolicyName: "own", PolicyDocument: some }];
const policy = {
  Arn: `arn:aws:iam::${account}:policy/own`,
  AttachmentCount: 1,
  PolicyVersionList: [{ Document: some, IsDefaultVersion: true }],
};
const details = ({ Filter, Marker }: { Filter: string[]; Marker?: string }) => {
  if (!Filter.includes("User")) return { Policies: [policy] };
  if (Marker)
    return { RoleDetailList: [{ RoleName: "r", RolePolicyList: inline }], GroupDetailList: [{ GroupName: "g", GroupPolicyList: inline }] };
  return { UserDetailList: [{ UserName: "ann", UserPolicyList: inline }], IsTruncated: true, Marker: "2" };
};
const filled = { FullName: "x", AddressLine1: "x", City: "x", CountryCode: "x", PhoneNumber: "x", PostalCode: "x", EmailAddress: "x" };
/** An account that follows the section as far as it can. */
const answers = {
  GenerateCredentialReport: { State: "COMPLETE" },
  GetCredentialReport: {
    Content: new TextEncoder().encode(
      [Object.keys(credentialRow()), ...rows.map((row) => Object.values(row))].map((cells) => cells.join()).join("\n"),
    ),
  },
  GetAccountSummary: { SummaryMap: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, Users: 1 } },
  GetAccountPasswordPolicy: { PasswordPolicy: { MinimumPasswordLength: 14, PasswordReusePrevention: 24 } },
  GetAccountAuthorizationDetails: details,
  ListUsers: { Users: [{ UserName: "ann" }] },
  ListRoles: { Roles: [{ RoleName: "r", Path: "/", AssumeRolePolicyDocument: some }] },
  ListGroups: { Groups: [{ GroupName: "g" }] },
  ListVirtualMFADevices: {},
  ListEntitiesForPolicy: ({ PolicyArn }: { PolicyArn: string }) =>
    PolicyArn.endsWith("AWSSupportAccess") ? { PolicyRoles: [{ RoleName: "r" }] } : {},
  ListServerCertificates: {
    ServerCertificateMetadataList: [{ ServerCertificateName: "www", Expiration: new Date("2027-01-01T00:00:00Z") }],
  },
  ListSAMLProviders: { SAMLProviderList: [{ Arn: "arn:aws:iam::1:saml-provider/AWSSSO_1_DO_NOT_DELETE" }] },
  ListOpenIDConnectProviders: {},
  GetContactInformation: { ContactInformation: filled },
  GetAlternateContact: { AlternateContact: filled },
};

async function run(auditors: readonly Auditor[], denied?: string) {
  const places: FakeAws[] = [];
  const refusing = Object.fromEntries(
    Object.entries(answers).map(([operation, answer]) => [
      operation,
      (input: never, call: { service: string; operation: string }) => {
        if (iamAction(call) === denied) throw awsFault("AccessDenied");
        return typeof answer === "function" ? answer(input) : answer;
      },
    ]),
  );
  const findings: Finding[] = [];
  const outcomes = audit({
    auditors,
    targets: [{ id: account, kind: "prod", mainRegion: "us-east-1", regions: regions.map((name) => ({ name, required: true })) }],
    partition: "aws",
    connect: async (to) => {
      const place = fakeAws({ answers: refusing, ...to });
      places.push(place);
      return place;
    },
    now,
  });
  for await (const outcome of outcomes) if (outcome.kind === "resource") findings.push(...outcome.findings);
  return { findings, calls: places.flatMap(({ calls }) => calls) };
}
/** The checks on what is global among the recommendations on identity; what regions have of their own is shown elsewhere. */
async function identityOf(edition: CisEdition): Promise<Auditor[]> {
  const { benchmark, questions } = await chooseCis({ edition });
  const asked = new Set(benchmark.controls.filter(({ key }) => key in identity).flatMap((control) => control.questions));
  const ids = new Set(questions.filter(({ id }) => asked.has(id)).map(({ check }) => check));
  const auditors = await Promise.all([...ids].map(async (id): Promise<Auditor> => checks[id]()));
  return auditors.filter(({ subject }) => subject.scope === "global");
}

describe("the identity section of 1.3.0", () => {
  let auditors: Auditor[] = [];
  beforeAll(async () => {
    auditors = await identityOf("1.3.0");
  });

  it("fetches the credential report once, and every other thing once a place", async () => {
    const { findings, calls } = await run(auditors);
    expect(findings.filter(({ verdict }) => verdict.status === "unknown")).toEqual([]);
    const counts: Record<string, number> = {};
    for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
    expect(counts).toEqual({
      ...Object.fromEntries(Object.keys(answers).map((operation) => [operation, 1])),
      // Two pages of users, roles and groups for three types, and one of policies.
      GetAccountAuthorizationDetails: 3,
      // Nobody asks this edition about CloudShell.
      ListEntitiesForPolicy: 1,
    });
  });

  it("passes nothing that needs an action that is denied", async () => {
    const wrong: string[] = [];
    let pairs = 0;
    for (const auditor of auditors) {
      const open = await run([auditor]);
      for (const action of readActions([auditor])) {
        pairs++;
        const { findings } = await run([auditor], action);
        if (!findings.some(({ verdict }) => verdict.status === "unknown")) wrong.push(`${auditor.id} is not unknown without ${action}`);
        for (const { verdict, fingerprint, resource } of findings)
          if (verdict.status === "pass") wrong.push(`${auditor.id} passes ${resource.id} without ${action} (${fingerprint})`);
      }
      if (!open.findings.some(({ verdict }) => verdict.status !== "unknown")) wrong.push(`${auditor.id} knows nothing with all allowed`);
    }
    console.log(`${auditors.length} checks, ${pairs} pairs of check and action denied`);
    expect(wrong).toEqual([]);
  });
});
