import { defineAuditor } from "@plumbline/audit-kit/define";
import { vpc } from "@plumbline/collectors/vpc";
import { z } from "zod";

/** Which services a VPC uses nobody can read here: without `services` one endpoint will do. A service is named by the end of its name, such as `s3`. */
export const vpcEndpoints = defineAuditor({
  id: "vpc/endpoints",
  title: "VPCs reach AWS services through endpoints",
  severity: "low",
  source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
  onRequest: true,
  subject: vpc,
  needs: ["endpoints"],
  settings: z.strictObject({ services: z.array(z.string().min(1)).default([]) }),
  evaluate({ facts: { endpoints }, settings: { services } }) {
    const available = endpoints.filter(({ state }) => state === "available");
    const missing = services.filter((name) => !available.some(({ service }) => service === name || service.endsWith(`.${name}`)));
    const evidence = { endpoints: endpoints.map(({ service, state }) => ({ service, state })) };
    if (available.length === 0) return { status: "fail", reason: "it has no endpoint that is available", evidence };
    if (missing.length > 0) return { status: "fail", reason: `it has no endpoint for ${missing.join(", ")}`, evidence };
    return { status: "pass", evidence };
  },
});
