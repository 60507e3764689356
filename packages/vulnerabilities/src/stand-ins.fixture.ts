import { awsFault, type FakeAws, fakeAws } from "@plumbline/aws-session/testing";
import type { Call } from "@plumbline/testkit/aws-call";
import type { Faults } from "@plumbline/testkit/faults";

export const account = "111111111111";
export const region = "eu-west-1";
export const here = { account, region };
export const home = { partition: "aws", region };

/** An `Aws` whose calls of Security Hub and Inspector the stand-ins answer, without HTTP. */
export const standInAws = (faults: Faults, place: { account?: string; region?: string } = {}): FakeAws => {
  const to = (service: string, operation: string) => (input: object) => {
    const call = { ...here, ...place, service, operation, body: wired(input) };
    const answer = faults({ ...call, protocol: "rest-json", method: "POST", path: "/", parameters: {} } satisfies Call);
    if (answer === undefined || typeof answer === "string") throw new Error(`the stand-in of ${service} does not answer ${operation}`);
    const said = JSON.parse(answer.body);
    if (answer.status >= 400) throw awsFault(answer.headers?.["x-amzn-errortype"] ?? "", said.Message ?? said.message, answer.status);
    return said;
  };
  const answers = {
    "securityhub:GetFindings": to("securityhub", "GetFindings"),
    "inspector2:ListFindings": to("inspector2", "ListFindings"),
    "inspector2:BatchGetFindingDetails": to("inspector2", "BatchGetFindingDetails"),
    "inspector2:ListFilters": to("inspector2", "ListFilters"),
    "inspector2:ListMembers": to("inspector2", "ListMembers"),
    "inspector2:BatchGetAccountStatus": to("inspector2", "BatchGetAccountStatus"),
  };
  return fakeAws({ ...here, ...place, answers });
};

/** Inspector takes times as epoch seconds. */
const wired = (input: object): string => {
  const walk = (value: unknown): unknown => {
    if (value instanceof Date) return value.getTime() / 1000;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
    return value;
  };
  return JSON.stringify(walk(input));
};

/** All of an answer. */
export const allOf = async <T>(answer: { kind: "read"; findings: AsyncIterable<T> } | { kind: "not-enabled" }): Promise<T[]> => {
  if (answer.kind === "not-enabled") throw new Error("it is off");
  return Array.fromAsync(answer.findings);
};

/** A finding of Inspector in Security Hub. */
export const hubFinding = (name: string, fields: object = {}) => ({
  SchemaVersion: "2018-10-08",
  Id: `arn:aws:inspector2:eu-west-1:111111111111:finding/${name}`,
  ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector",
  ...{ ProductName: "Inspector", Region: region, GeneratorId: "AWSInspector", AwsAccountId: account },
  Types: ["Software and Configuration Checks/Vulnerabilities/CVE"],
  ...{ CreatedAt: "2026-05-01T08:00:00.000Z", UpdatedAt: "2026-05-02T08:00:00.000Z", FirstObservedAt: "2026-04-30T08:00:00.000Z" },
  ...{ Title: `CVE-2026-0001 - ${name}`, Description: "A flaw.", Severity: { Label: "HIGH", Normalized: 70 }, RecordState: "ACTIVE" },
  Workflow: { Status: "NEW" },
  Resources: [
    { Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a1", Partition: "aws" as const, Region: region },
  ],
  ...fields,
});
export const idOf = (name: string): string => hubFinding(name).Id;

const at = (text: string) => Date.parse(text) / 1000;
/** A finding of Inspector, as it is on the wire. */
export const inspectorFinding = (name: string, fields: object = {}) => ({
  findingArn: `arn:aws:inspector2:eu-west-1:111111111111:finding/${name}`,
  ...{ awsAccountId: account, type: "PACKAGE_VULNERABILITY", status: "ACTIVE", severity: "HIGH", title: `CVE-2026-0001 - ${name}` },
  ...{ description: " A flaw.", firstObservedAt: at("2026-05-01T08:00:00Z"), lastObservedAt: at("2026-05-02T08:00:00Z") },
  ...{ updatedAt: at("2026-05-02T08:00:00Z"), remediation: { recommendation: { text: "None Provided" } } },
  resources: [{ type: "AWS_EC2_INSTANCE", id: "i-0a1", partition: "aws", region }],
  ...fields,
});
