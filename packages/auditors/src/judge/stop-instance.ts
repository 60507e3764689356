import type { Facts, Undoable } from "@plumbline/audit-kit/define";
import type { ec2 } from "@plumbline/collectors/ec2";

type Instance = Facts<typeof ec2, "elasticIps" | "instanceStore" | "spotRequest">;

/** The tag that EC2 Auto Scaling puts on the instances of a group. */
export const groupOf = ({ tags }: Pick<Instance, "tags">): string | undefined => tags["aws:autoscaling:groupName"];

/** Why AWS would refuse a change of an instance that one of its services manages. */
export const managedReason = ({ managedBy }: Pick<Instance, "managedBy">): string | undefined =>
  managedBy === null ? undefined : `${managedBy} manages the instance, and nobody else may change it`;

/** Why AWS can't stop an instance; undefined when it can. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html */
function refusalOf(instance: Instance): string | undefined {
  const { rootDevice, spotRequest, state } = instance;
  if (rootDevice !== "ebs") return "AWS can't stop an instance whose root device is no EBS volume; it can only be terminated";
  if (spotRequest?.type === "one-time") return "AWS can't stop an instance of a one-time Spot request; it can only be terminated";
  if (spotRequest?.state === "cancelled") return "AWS can't stop an instance whose Spot request is cancelled; it can only be terminated";
  if (state === "pending" || state === "stopping") return `it is ${state} now; plan again when it has come to rest`;
  return managedReason(instance);
}

/** What a stop loses: everything of a kind that can't be given back, or only the address that AWS assigned. */
function undoOf(instance: Instance): Undoable {
  const group = groupOf(instance);
  if (group !== undefined) return { impossible: `its Auto Scaling group ${group} replaces an instance that stops` };
  if (instance.instanceStore) return { impossible: "its instance-store volumes lose what they hold" };
  const elastic = new Set(instance.elasticIps.addresses.map(({ publicIp }) => publicIp));
  const assigned = instance.interfaces.flatMap(({ addresses }) =>
    addresses.filter(({ publicIp }) => publicIp !== null && !elastic.has(publicIp)),
  );
  return assigned.length > 0 ? { notRestored: ["publicIp"] } : "restore";
}

/** How a stop of an instance would go: refused, or with what can be undone and what it breaks. What is stopped already is refused by nobody. */
export function judgeStop(instance: Instance): { readonly none: string } | { readonly undo: Undoable; readonly note: string } {
  const none = refusalOf(instance);
  if (none !== undefined && instance.state !== "stopped") return { none };
  return { undo: undoOf(instance), note: "what runs on it ends, and what it held in memory is lost" };
}
