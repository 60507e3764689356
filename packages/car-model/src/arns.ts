import { arn } from "@plumbline/finding-model/arn";
import type { Place } from "./projection.ts";

/** The ARN of an EC2 instance, by which findings of other services name it too. */
export const instanceArn = (place: Place, id: string): string => arn({ ...place, service: "ec2", resource: `instance/${id}` });

/** The ARN of a DB instance, also of Neptune's and DocumentDB's: theirs are of RDS as well. */
export const databaseArn = (place: Place, id: string): string => arn({ ...place, service: "rds", resource: `db:${id}` });

/** The ARN of a DB cluster, also of Neptune's and DocumentDB's. */
export const clusterArn = (place: Place, id: string): string => arn({ ...place, service: "rds", resource: `cluster:${id}` });

/** The ARN of a classic load balancer; those of the newer ones hold more than their name. */
export const classicBalancerArn = (place: Place, id: string): string =>
  arn({ ...place, service: "elasticloadbalancing", resource: `loadbalancer/${id}` });
