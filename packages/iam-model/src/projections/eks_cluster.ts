import { eksCluster } from "@plumbline/collectors/eks_cluster";
import { arn } from "@plumbline/finding-model/arn";
import { inOrder } from "../in-order.ts";
import { defineProjection } from "../projection.ts";

/** Who of IAM may reach the EKS clusters. What happens inside of them the clusters tell themselves. */
export const accessEntries = defineProjection(eksCluster, (part) => [
  part({
    kinds: ["eks_access_entry"],
    needs: ["accessEntries"],
    project: ({ id, accessEntries: entries }, { partition, account, region }) => {
      const cluster = arn({ partition, service: "eks", region, account, resource: `cluster/${id}` });
      return entries.map(({ arn: own, createdAt, modifiedAt, groups, policies, ...facts }) => ({
        ...{ kind: "eks_access_entry", id: own, account, name: `${id}: ${facts.principalArn}`, arn: own },
        ...{ createdAt, updatedAt: modifiedAt },
        facts: {
          ...{ cluster, ...facts, groups: inOrder(groups) },
          policies: inOrder(policies.map(({ policyArn, scope, namespaces }) => ({ policyArn, scope, namespaces: inOrder(namespaces) }))),
        },
      }));
    },
  }),
]);
