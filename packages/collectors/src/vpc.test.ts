import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { vpc } from "./vpc.ts";

const described = { VpcId: "vpc-1", OwnerId: "111111111111", IsDefault: true, Tags: [{ Key: "Name", Value: "x" }] };
const shared = { VpcId: "vpc-9", OwnerId: "222222222222" };
const found = { id: "vpc-1", isDefault: true, tags: { Name: "x" } };
const other = { id: "vpc-2", isDefault: false, tags: {} };
const failing = (operation: string, code: string) =>
  fakeAws({
    answers: {
      [operation]: () => {
        throw awsFault(code);
      },
    },
  });

describe("vpc", () => {
  it("lists every page, and no VPC that another account shares", async () => {
    const aws = fakeAws({
      answers: {
        DescribeVpcs: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { Vpcs: [shared, { VpcId: "vpc-2", OwnerId: "111111111111" }] } : { Vpcs: [described], NextToken: "2" },
      },
    });
    expect(await listAll(vpc, aws)).toEqual([found, other]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(vpc, fakeAws({ answers: { DescribeVpcs: {} } }))).toEqual([]);
    await expect(listAll(vpc, failing("DescribeVpcs", "UnauthorizedOperation"))).rejects.toMatchObject({ kind: "denied" });
  });

  const finds: Record<string, [id: string, inputs: object[], ids: string[]]> = {
    "a VPC by its id": ["vpc-1", [{ VpcIds: ["vpc-1"] }], ["vpc-1"]],
    "every own VPC by a flow log, since a deleted one does not say whose it was": ["fl-1", [{}], ["vpc-1"]],
    "none by the id of a subnet with a flow log": ["subnet-1", [], []],
  };
  it.each(Object.entries(finds))("finds %s", async (_, [id, inputs, ids]) => {
    const aws = fakeAws({ answers: { DescribeVpcs: { Vpcs: [described, shared] } } });
    expect((await findAll(vpc, aws, id)).map((one) => one.id)).toEqual(ids);
    expect(aws.calls.map(({ input }) => input)).toEqual(inputs);
  });

  it("finds no VPC that is deleted", async () => {
    expect(await findAll(vpc, failing("DescribeVpcs", "InvalidVpcID.NotFound"), "vpc-1")).toEqual([]);
  });

  it("reads the flow logs of all pages once for all VPCs, and none as none", async () => {
    const log = (FlowLogId: string, ResourceId: string, FlowLogStatus: string, TrafficType?: string) => ({
      ...{ FlowLogId, ResourceId, FlowLogStatus, TrafficType },
    });
    const aws = fakeAws({
      answers: {
        DescribeFlowLogs: ({ NextToken }: { NextToken?: string }) =>
          NextToken
            ? { FlowLogs: [{ ...log("fl-3", "vpc-1", "ACTIVE"), DeliverLogsStatus: "FAILED", DeliverLogsErrorMessage: "Access error" }] }
            : { FlowLogs: [log("fl-1", "vpc-1", "ACTIVE", "ALL"), log("fl-2", "subnet-1", "ACTIVE")], NextToken: "2" },
      },
    });
    expect(Object.fromEntries(await lookAtAspect(vpc, aws, "flowLogs", [found, other]))).toEqual({
      "vpc-1": {
        value: [
          { id: "fl-1", status: "ACTIVE", traffic: "ALL", delivery: null, deliveryError: null },
          { id: "fl-3", status: "ACTIVE", traffic: null, delivery: "FAILED", deliveryError: "Access error" },
        ],
      },
      "vpc-2": { value: [] },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("reads the endpoints of all pages once for all VPCs, and none as none", async () => {
    const endpoint = (VpcEndpointId: string, VpcId: string, State: string) => ({
      VpcEndpointId,
      VpcId,
      State,
      ServiceName: "com.amazonaws.s3",
    });
    const aws = fakeAws({
      answers: {
        DescribeVpcEndpoints: ({ NextToken }: { NextToken?: string }) =>
          NextToken
            ? { VpcEndpoints: [endpoint("vpce-2", "vpc-1", "PendingAcceptance")] }
            : { VpcEndpoints: [endpoint("vpce-1", "vpc-1", "Available")], NextToken: "2" },
      },
    });
    const service = "com.amazonaws.s3";
    expect(Object.fromEntries(await lookAtAspect(vpc, aws, "endpoints", [found, other]))).toEqual({
      "vpc-1": {
        value: [
          { id: "vpce-1", service, state: "available" },
          { id: "vpce-2", service, state: "pendingacceptance" },
        ],
      },
      "vpc-2": { value: [] },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  it("does not say that there is none when it may not look", async () => {
    const endpoints = await lookAtAspect(vpc, failing("DescribeVpcEndpoints", "UnauthorizedOperation"), "endpoints", [found]);
    expect(endpoints.get("vpc-1")?.failure?.kind).toBe("denied");
    const known = await lookAtAspect(vpc, failing("DescribeFlowLogs", "UnauthorizedOperation"), "flowLogs", [found]);
    expect(known.get("vpc-1")?.failure?.kind).toBe("denied");
  });
});
