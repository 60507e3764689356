import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { z } from "zod";

const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const Statement = z.object({
  Effect: z.string(),
  Principal: z.union([z.string(), z.record(z.string(), Texts)]).optional(),
  NotPrincipal: z.unknown().optional(),
});
const Document = z.object({ Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]) });

// Issuers whose tokens go to programs alone. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
const ofPrograms = /oidc-provider\/(oidc\.eks\.[a-z0-9.-]+|token\.actions\.githubusercontent\.com)(\/|$)/;

/**
 * Whether people may take a role on by its trust policy: accounts, users, roles and whoever signs in by a provider; otherwise who may.
 * A text that can't be read may let people in.
 */
export function whoMayTakeOn(trust: PolicyText): { readonly people: boolean; readonly others: string } {
  const parsed = Document.safeParse(trust);
  if (!parsed.success) return { people: true, others: "" };
  let isOfWorkloads = false;
  for (const { Effect, Principal, NotPrincipal } of parsed.data.Statement) {
    if (Effect !== "Allow") continue;
    if (NotPrincipal !== undefined || typeof Principal === "string") return { people: true, others: "" };
    for (const [sort, who] of Object.entries(Principal ?? {})) {
      if (sort === "Service") continue;
      if (sort !== "Federated" || !who.every((one) => ofPrograms.test(one))) return { people: true, others: "" };
      isOfWorkloads = true;
    }
  }
  return { people: false, others: isOfWorkloads ? "taken on by programs of EKS or GitHub alone" : "taken on by services of AWS alone" };
}
