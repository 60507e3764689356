import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { makeCompiler } from "@plumbline/iam-model/questions/compile";
import { isOfTakingOn } from "@plumbline/iam-model/questions/taking-on";

// Issuers whose tokens go to programs alone. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
const ofPrograms = /oidc-provider\/(oidc\.eks\.[a-z0-9.-]+|token\.actions\.githubusercontent\.com)(\/|$)/;

/**
 * Whether people may take a role on by its trust policy: accounts, users, roles and whoever signs in by a provider; otherwise who may.
 * A text that can't be read may let people in.
 */
export function whoMayTakeOn(trust: PolicyText): { readonly people: boolean; readonly others: string } {
  const { statements, unreadable } = makeCompiler()(trust, "trust");
  if (unreadable !== null) return { people: true, others: "" };
  let isOfWorkloads = false;
  for (const statement of statements) {
    const { Principal, NotPrincipal } = statement.source;
    if (statement.effect !== "Allow" || !isOfTakingOn(statement)) continue;
    if (NotPrincipal !== undefined || typeof Principal === "string") return { people: true, others: "" };
    for (const [sort, who] of Object.entries(Principal ?? {})) {
      if (sort === "Service") continue;
      if (sort !== "Federated" || ![who].flat().every((one) => ofPrograms.test(one))) return { people: true, others: "" };
      isOfWorkloads = true;
    }
  }
  return { people: false, others: isOfWorkloads ? "taken on by programs of EKS or GitHub alone" : "taken on by services of AWS alone" };
}
