import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { organizationPolicy } from "./organization_policy.ts";

const summary = (Id: string, more: object = {}) => ({
  Id,
  Arn: `arn:aws:organizations::aws:policy/service_control_policy/${Id}`,
  Name: Id,
  ...more,
});
const told = (id: string, isAwsManaged: boolean) => ({
  ...{ id, arn: `arn:aws:organizations::aws:policy/service_control_policy/${id}`, name: id, isAwsManaged },
});

describe("organization_policy", () => {
  it("lists every page of service control policies", async () => {
    const aws = fakeAws({
      answers: {
        ListPolicies: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { Policies: [summary("p-2")] } : { Policies: [summary("p-FullAWSAccess", { AwsManaged: true })], NextToken: "2" },
      },
    });
    expect(await listAll(organizationPolicy, aws)).toEqual([told("p-FullAWSAccess", true), told("p-2", false)]);
    expect(aws.calls[0]?.input).toMatchObject({ Filter: "SERVICE_CONTROL_POLICY" });
  });

  const finds: Record<string, [id: string, type: string, found: object[]]> = {
    "one by its id": ["p-2", "SERVICE_CONTROL_POLICY", [told("p-2", false)]],
    "no policy of another type": ["p-2", "TAG_POLICY", []],
    "nothing by what is no policy's id": ["ou-1", "SERVICE_CONTROL_POLICY", []],
  };
  it.each(Object.entries(finds))("finds %s", async (_, [id, Type, found]) => {
    const aws = fakeAws({ answers: { DescribePolicy: { Policy: { PolicySummary: summary("p-2", { Type }) } } } });
    expect(await findAll(organizationPolicy, aws, id)).toEqual(found);
  });

  it("reads the text, and does not take none for an empty one", async () => {
    const read = async (Content?: string) =>
      (
        await lookAtAspect(organizationPolicy, fakeAws({ answers: { DescribePolicy: { Policy: { Content } } } }), "document", [
          { id: "p-2" },
        ])
      ).get("p-2");
    expect([await read("{}"), await read()]).toMatchObject([{ value: "{}" }, { failure: { kind: "failed" } }]);
  });
});
