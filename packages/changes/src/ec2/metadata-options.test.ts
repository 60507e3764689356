import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2MetadataOptions } from "./metadata-options.ts";
import { writeEc2MetadataOptions } from "./metadata-options.write.ts";

const instance = ec2.base.parse({ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: { hopLimit: 2 } });
const open = { endpoint: "enabled", tokens: "optional", hopLimit: 2 } as const;
const closed = { endpoint: "enabled", tokens: "required", hopLimit: 2 } as const;

describe("ec2/metadata-options", () => {
  testChange(it, ec2MetadataOptions, {
    "options of an instance": { value: instance, states: [closed, { endpoint: "disabled", tokens: "optional", hopLimit: 64 }] },
  });

  it("waits while AWS applies the options", () => {
    const pending = { ...instance, metadata: { ...instance.metadata, state: "pending" } };
    expect([instance, pending].map((one) => ec2MetadataOptions.settling?.(one))).toEqual([false, true]);
  });

  const writes = {
    "requires tokens, and sends the hop limit that was": { ends: { from: open, to: closed }, tokens: "required" },
    "lets tokens be optional again": { ends: { from: closed, to: open }, tokens: "optional" },
  };
  it.each(Object.entries(writes))("%s", async (_, { ends, tokens }) => {
    const aws = fakeAws({ answers: { ModifyInstanceMetadataOptions: {} } });
    await writeEc2MetadataOptions.write(aws, instance, ends);
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyInstanceMetadataOptions", { InstanceId: "i-0a", HttpEndpoint: "enabled", HttpTokens: tokens, HttpPutResponseHopLimit: 2 }],
    ]);
  });
});
