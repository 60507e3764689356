import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { toEventTable } from "./event-table.ts";
import { table as ofChecks, own, record } from "./table.fixture.ts";
import { translate } from "./translate.ts";

// What an instance held, as records name it: whoever keeps what each instance held knows which one to look at.
const table = toEventTable(ec2.events.map((event) => ({ type: ec2.type, scope: ec2.scope, ...event })));
const said = (name: string, requestParameters: object) => {
  const done = translate(record("ec2", name, { requestParameters }), table, own);
  return done.kind === "messages" ? done.messages.map(({ ref, effect }) => `${effect} ${ref.id}`) : done;
};

describe("records that name what an instance held", () => {
  const rows: Record<string, [name: string, request: object, says: string[]]> = {
    "an association that is gone": ["DisassociateAddress", { associationId: "eipassoc-1" }, ["update eipassoc-1"]],
    "an address, as older calls name it": ["DisassociateAddress", { publicIp: "198.51.100.4" }, ["update 198.51.100.4"]],
    "an address that moves, for the instance that gets it and the one that loses it": [
      "AssociateAddress",
      { instanceId: "i-1", allocationId: "eipalloc-1", allowReassociation: true },
      ["update i-1", "update eipalloc-1"],
    ],
    "an address that is given back": ["ReleaseAddress", { allocationId: "eipalloc-1" }, ["update eipalloc-1"]],
    "an image of which instances were made": ["DeregisterImage", { imageId: "ami-1" }, ["update ami-1"]],
    "the VPC whose host names are switched": [
      "ModifyVpcAttribute",
      { vpcId: "vpc-1", enableDnsHostnames: { value: true } },
      ["update vpc-1"],
    ],
    "the attachment of an interface": [
      "DetachNetworkInterface",
      { attachmentId: "eni-attach-02aca13293a6fe1b9", force: true },
      ["update eni-attach-02aca13293a6fe1b9"],
    ],
  };
  it.each(Object.entries(rows))("say %s", (_, [name, request, says]) => {
    expect(said(name, request)).toEqual(says);
  });

  it("are no messages for checks, which keep no state", () => {
    const names = ["DisassociateAddress", "ReleaseAddress", "DetachNetworkInterface", "ModifyVpcAttribute"];
    expect(names.flatMap((eventName) => ofChecks.of({ eventSource: "ec2.amazonaws.com", eventName }))).toEqual([]);
  });
});
