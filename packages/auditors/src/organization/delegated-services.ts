import { defineAuditor } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";

/** Fails where no member is a delegated administrator of any service. Whether more should be delegated only a person can tell. */
export const organizationDelegatedServices = defineAuditor({
  id: "organization/delegated-services",
  title: "Services of the organization have delegated administrators",
  severity: "low",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html",
  subject: organization,
  needs: ["delegates"],
  onRequest: true,
  evaluate({ facts: { delegates } }) {
    const evidence = { delegates: delegates.map((one) => ({ ...one })) };
    if (delegates.some(({ services }) => services.length > 0)) return { status: "pass", evidence };
    return { status: "fail", reason: "no service has a delegated administrator", evidence };
  },
});
