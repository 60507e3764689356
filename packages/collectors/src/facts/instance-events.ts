import type { ChangeEvent } from "@plumbline/audit-kit/define";
import { ec2Tags, ofForm } from "./event-id.ts";

const source = "ec2.amazonaws.com";
const each = "instancesSet.items[].instanceId";
// An address or an interface may be named by the interface alone; `find` knows the instance that it is attached to.
const onInterface = { source, effect: "update", touches: [], toId: ofForm(/^(i|eni)-/) } as const;
const interfaceId = "requestParameters.networkInterfaceId";
const publicIp = "requestParameters.publicIp";
// Its public address comes and goes with the state, which takes AWS a while.
const settling = { settleSeconds: 60 } as const;
const address = { source, effect: "update", touches: [], isHeld: true } as const;

/**
 * The calls after which AWS describes an instance otherwise; all but one change its base, some change aspects besides. Those of Auto Scaling,
 * fleets and other services are recorded as the calls that they make. A reboot changes nothing of it. AWS records neither a shutdown from
 * within an instance nor one because of hardware. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-with-cloudtrail.html
 */
export const instanceEvents = [
  { source, name: "RunInstances", effect: "create", id: `responseElements.${each}`, ...settling },
  { source, name: "StartInstances", effect: "update", touches: [], id: `requestParameters.${each}`, ...settling },
  { source, name: "StopInstances", effect: "update", touches: [], id: `requestParameters.${each}`, ...settling },
  // The instance may be stopped or hibernated instead: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/BidEvictedEvent.html
  { source, name: "BidEvictedEvent", effect: "update", touches: [], id: "serviceEventDetails.instanceIdSet[]", ...settling },
  { source, name: "ModifyInstanceAttribute", effect: "update", touches: [], id: "requestParameters.instanceId" },
  {
    source,
    name: "ModifyInstanceMetadataOptions",
    effect: "update",
    touches: [],
    id: "requestParameters.ModifyInstanceMetadataOptionsRequest.InstanceId",
  },
  { ...onInterface, name: "AssociateAddress", id: ["requestParameters.instanceId", interfaceId] },
  // An address that another instance had is taken from it.
  { ...address, name: "AssociateAddress", id: ["requestParameters.allocationId", publicIp] },
  { ...address, name: "DisassociateAddress", id: ["requestParameters.associationId", publicIp] },
  // In a default VPC an address may be released while it is associated.
  { ...address, name: "ReleaseAddress", id: ["requestParameters.allocationId", publicIp] },
  // AWS shows the name of the image no longer.
  { source, name: "DeregisterImage", effect: "update", touches: ["image"], id: "requestParameters.imageId", isHeld: true },
  // It switches the host names of all instances in it on or off.
  { source, name: "ModifyVpcAttribute", effect: "update", touches: [], id: "requestParameters.vpcId", isHeld: true },
  { ...onInterface, name: "AttachNetworkInterface", id: "requestParameters.instanceId" },
  { source, name: "DetachNetworkInterface", effect: "update", touches: [], id: "requestParameters.attachmentId", isHeld: true },
  { ...onInterface, name: "ModifyNetworkInterfaceAttribute", id: interfaceId },
  { ...onInterface, name: "AssignPrivateIpAddresses", id: interfaceId },
  { ...onInterface, name: "UnassignPrivateIpAddresses", id: interfaceId },
  {
    ...onInterface,
    name: "AssignIpv6Addresses",
    id: "requestParameters.AssignIpv6AddressesRequest.NetworkInterfaceId",
  },
  {
    ...onInterface,
    name: "UnassignIpv6Addresses",
    id: "requestParameters.UnassignIpv6AddressesRequest.NetworkInterfaceId",
  },
  ...ec2Tags(/^i-/),
  { source, name: "TerminateInstances", effect: "delete", id: `requestParameters.${each}` },
] as const satisfies readonly ChangeEvent[];
