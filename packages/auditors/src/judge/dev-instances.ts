import { z } from "zod";

/** Settings of checks on load balancers of dev accounts: ids of instances that may be reached from the internet. */
export const DevInstances = z.strictObject({ allowedInstances: z.array(z.string().startsWith("i-")).default([]) });

/** Whether the internet reaches a load balancer. A gateway load balancer has no scheme; a scheme that nobody knows is no shield. */
export const isInternetFacing = (scheme: string | null): boolean => scheme !== null && scheme !== "internal";
