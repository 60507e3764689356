/** Why we say otherwise than Prowler on the world of the comparison, by control of 1.5.0; each with the page that we go by. */
export const reasons: Readonly<Record<string, string>> = {
  "1.4":
    "Prowler says nothing of a root user whose row says not_supported for the password, as IAM documents it; we go by AccountAccessKeysPresent. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html",
  "1.5":
    "Prowler says nothing of a root user whose row says not_supported for the password; we go by AccountMFAEnabled. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html",
  "1.6":
    "As 1.5; we look for a virtual device that is assigned to the root user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html",
  "1.12":
    "Prowler passes credentials that were never used, however old. N/A and no_information mean never used, so the age counts from the last change. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
  "1.16":
    'Prowler does not know that Action "*:*" is every action. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  "2.2.1":
    "Prowler looks at the volumes that exist; the control is about the region's setting for new ones. https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
  "2.3.1":
    "Prowler asks for TLS to the database too; the control is about storage at rest. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  "2.3.3":
    "Prowler passes a public instance while a security group shields it; the control is about the flag, which alone stays when a group is changed. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  "3.10":
    "In some runs only: Prowler keeps what the last region says of a trail, and only its home region tells its selectors. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html",
  "3.11": "As 3.10. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html",
  "4.15":
    "Prowler wants CancelHandshake, CreateOrganization and EnableAllFeatures too, which the control does not name. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html",
};
