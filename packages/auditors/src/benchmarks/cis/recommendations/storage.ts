import type { Recommendation } from "../../benchmark.ts";

/** Where data lies. */
export const storage = {
  "s3-block-public-access": {
    title: "S3 blocks public access",
    rationale: "One setting holds however policies and ACLs are changed later.",
    fix: "Switch all four flags on, at the account or at each bucket.",
    questions: [{ check: "s3_bucket/public-access-block" }],
  },
  "s3-encryption": {
    title: "Buckets encrypt what is put into them",
    rationale: "Data at rest is then useless to who gets the disks.",
    fix: "Set the default encryption of the bucket.",
    questions: [{ check: "s3_bucket/default-encryption" }],
  },
  "s3-deny-http": {
    title: "Buckets refuse requests without TLS",
    rationale: "What goes over plain HTTP can be read and changed on its way.",
    fix: "Add a statement to the bucket policy that denies requests without TLS.",
    questions: [{ check: "s3_bucket/enforces-tls" }],
  },
  "s3-mfa-delete": {
    title: "Deleting versions needs MFA",
    rationale: "Stolen keys alone can then not destroy data for good.",
    fix: "As the root user, switch versioning and MFA delete on.",
    questions: [{ check: "s3_bucket/mfa-delete" }],
  },
  "s3-data-classified": {
    title: "The data in S3 is discovered, classified and secured",
    rationale: "What nobody knows of is not protected.",
    fix: "Use Amazon Macie or the like, and act on what it finds.",
    questions: [{ check: "region/macie-enabled" }],
  },
  "ebs-encryption": {
    title: "New EBS volumes are encrypted by default",
    rationale: "No volume is then forgotten.",
    fix: "Switch encryption by default on, in every region.",
    questions: [{ check: "region/ebs-encryption-by-default" }],
  },
  "rds-encryption": {
    title: "The storage of databases is encrypted",
    rationale: "Data at rest is then useless to who gets the disks.",
    fix: "Restore an encrypted copy of a snapshot; a database can not be encrypted in place.",
    questions: [{ check: "rds/encrypted" }, { check: "rds_cluster/encrypted" }],
  },
  "rds-minor-upgrade": {
    title: "Databases take minor upgrades by themselves",
    rationale: "Known holes are then closed without waiting for somebody.",
    fix: "Switch automatic minor version upgrades on.",
    questions: [{ check: "rds/minor-upgrade" }, { check: "rds_cluster/minor-upgrade" }],
  },
  "rds-not-public": {
    title: "No database has a public address",
    rationale: "A database on the internet is tried by everyone.",
    fix: "Make the instance private.",
    questions: [{ check: "rds/not-public" }],
  },
  "rds-multi-az": {
    title: "Databases run in several availability zones",
    rationale: "One zone can fail.",
    fix: "Make the instance Multi-AZ.",
    questions: [{ check: "rds/multi-az" }, { check: "rds_cluster/multi-az" }],
  },
  "efs-encryption": {
    title: "EFS file systems are encrypted",
    rationale: "Data at rest is then useless to who gets the disks.",
    fix: "Make an encrypted file system and move the data; it can not be encrypted in place.",
    questions: [{ check: "efs/encrypted" }],
  },
} satisfies Record<string, Recommendation>;
