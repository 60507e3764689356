import type { Recommendation } from "../../benchmark.ts";

/** How accounts are governed together. */
export const organizations = {
  "org-central-root": {
    title: "Root access of member accounts is managed centrally",
    rationale: "Member accounts then need no root credentials at all.",
    fix: "Enable centralized root access in IAM, and delete the root credentials of members.",
    questions: [{ check: "organization/central-root" }],
  },
  "org-guardrails": {
    title: "Policies of the organization limit what accounts can do",
    rationale: "What no account may do is then said once.",
    fix: "Attach service and resource control policies to the root or to units.",
    questions: [{ check: "organization/guardrails" }],
  },
  "org-mgmt-no-workloads": {
    title: "The management account runs no workloads",
    rationale: "Service control policies do not limit it.",
    fix: "Move workloads to member accounts.",
    questions: [{ check: "ec2/outside-management-account" }, { check: "rds/outside-management-account" }],
  },
  "org-ou-structure": {
    title: "Organizational units follow environment and sensitivity",
    rationale: "Policies are attached to units.",
    fix: "Group accounts by environment and sensitivity.",
    questions: [{ check: "organization/units" }],
  },
  "org-delegated-policies": {
    title: "Policies of the organization are managed by a delegated administrator",
    rationale: "The management account is then used less.",
    fix: "Delegate the management of policies to a member account.",
    questions: [{ check: "organization/delegated-policies" }],
  },
  "org-delegated-services": {
    title: "Services of the organization are managed by delegated administrators",
    rationale: "The management account is then used less.",
    fix: "Register delegated administrators for the services that allow it.",
    questions: [{ check: "organization/delegated-services" }],
  },
} satisfies Record<string, Recommendation>;
