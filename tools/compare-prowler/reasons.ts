import type { Reason } from "./compare.ts";

const selectors = {
  ...({ ours: "pass", theirs: "fail", inSomeRuns: true } as const),
  why: "In some runs only: Prowler keeps what the last region says of a trail, and only its home region tells its selectors. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html",
};

/** Why we say otherwise than Prowler on the world of the comparison, by control of 1.5.0; each with the page that we go by. */
export const reasons: readonly Reason[] = [
  {
    ...{ control: "1.12", ours: "fail", theirs: "pass", failing: { ours: ["bad"], theirs: [] } },
    why: "Prowler passes credentials that were never used, however old. N/A and no_information mean never used, so the age counts from the last change. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
  },
  {
    ...{ control: "1.16", ours: "fail", theirs: "fail" },
    failing: { ours: ["everything", "everything-spelt-otherwise"], theirs: ["everything"] },
    why: 'Prowler does not know that Action "*:*" is every action. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  },
  {
    ...{ control: "2.2.1", ours: "pass", theirs: "fail" },
    why: "Prowler looks at the volumes that exist; the control is about the region's setting for new ones. https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
  },
  {
    ...{ control: "2.3.1", ours: "fail", theirs: "fail", failing: { ours: ["cis-bad"], theirs: ["cis-bad", "cis-good"] } },
    why: "Prowler asks for TLS to the database too; the control is about storage at rest. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  },
  {
    ...{ control: "2.3.3", ours: "fail", theirs: "pass", failing: { ours: ["cis-bad"], theirs: [] } },
    why: "Prowler passes a public instance while a security group shields it; the control is about the flag, which alone stays when a group is changed. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  },
  { control: "3.10", ...selectors },
  { control: "3.11", ...selectors },
  {
    ...{ control: "4.15", ours: "pass", theirs: "fail" },
    why: "Prowler's pattern wants CancelHandshake, CreateOrganization and EnableAllFeatures too, which are not among the calls of the control (organizationChanges in judge/alarm-terms.ts). https://github.com/prowler-cloud/prowler/blob/5.46.0/prowler/providers/aws/services/cloudwatch/cloudwatch_log_metric_filter_aws_organizations_changes/cloudwatch_log_metric_filter_aws_organizations_changes.py",
  },
];
