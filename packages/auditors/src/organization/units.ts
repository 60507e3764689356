import { defineAuditor } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";

/**
 * Fails where no unit is below the root, or where another account than the management account is in no unit. Whether the units follow
 * environment and sensitivity only a person can tell: the evidence has their names.
 */
export const organizationUnits = defineAuditor({
  id: "organization/units",
  title: "Accounts of the organization are in organizational units",
  severity: "low",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous_best_practices.html",
  subject: organization,
  needs: ["units"],
  onRequest: true,
  evaluate({ facts: { managementAccount, units } }) {
    const names = units.units.map(({ name }) => name);
    const loose = units.accounts.filter((id) => id !== managementAccount);
    const evidence = { units: names, accountsInRoot: loose };
    if (names.length === 0) return { status: "fail", reason: "it has no organizational unit", evidence };
    if (loose.length === 0) return { status: "pass", evidence };
    return { status: "fail", reason: `accounts in no unit: ${loose.join(", ")}`, evidence };
  },
});
