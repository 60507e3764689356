import { sealPlan } from "@plumbline/cli/plan-file";
import { arn } from "@plumbline/finding-model/arn";
import type { Plan, PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { demoCheck, fingerprintOf } from "./demo-runs.ts";
import { demoAccounts } from "./plan-of-accounts.ts";
import { partition } from "./world.ts";

const [shop, staging] = demoAccounts;
const region = "eu-west-1";
const who = arn({ partition, service: "iam", account: shop.id, resource: "role/plumbline-remediator" });
const open = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

function bucketChange(account: string, id: string): PlannedChange {
  const { check, severity, type } = demoCheck("bucket");
  return {
    ...{
      id: `demo-${id}`,
      fingerprint: fingerprintOf(check, account, id),
      check,
      severity,
      partition,
      resource: { account, region, type, id },
    },
    ...{ change: "s3_bucket/public-access-block", aspect: "public-access-block", before: open, after: closed, outcome: "cured" },
    ...{ undo: { kind: "restore", notRestored: [] }, iam: ["s3:PutBucketPublicAccessBlock"] },
    calls: [{ service: "S3", operation: "PutPublicAccessBlock", input: { Bucket: id, PublicAccessBlockConfiguration: closed } }],
    blastRadius: { affected: [{ kind: "group", id: "AllUsers" }], untold: "who read the bucket without signing in" },
  };
}

function groupChange(account: string, id: string): PlannedChange {
  const { check, severity, type } = demoCheck("group");
  const rule = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIpv4: "0.0.0.0/0" };
  return {
    ...{
      id: `demo-${id}`,
      fingerprint: fingerprintOf(check, account, id),
      check,
      severity,
      partition,
      resource: { account, region, type, id },
    },
    ...{ change: "security_group/ingress", aspect: "rules", before: [rule], after: [], outcome: "cured" },
    ...{ undo: { kind: "restore", notRestored: ["the rule's id"] }, iam: ["ec2:RevokeSecurityGroupIngress"], calls: [] },
    blastRadius: { affected: [{ kind: "instance", id: "i-0abc1234def567890" }], lastUsed: null },
  };
}

/** What would be changed in two of the demo's accounts, and what would not. */
export const demoPlan = (at: Date): Plan =>
  sealPlan({
    ...{
      run: `${at.toISOString().slice(0, 10)}-demo`,
      createdAt: at.toISOString(),
      evaluatedAt: at.toISOString(),
      tool: "plumbline demo",
      who,
    },
    ...{ partition, settings: {}, knownAccounts: [], population: [] },
    accounts: [
      { id: shop.id, kind: "prod" },
      { id: staging.id, kind: "dev" },
    ],
    changes: [
      ...[bucketChange(shop.id, "shop-invoices"), bucketChange(shop.id, "shop-exports"), groupChange(shop.id, "sg-0a1b2c3d4e5f60718")],
      bucketChange(staging.id, "staging-uploads"),
    ],
    unplanned: [
      {
        ...{ check: demoCheck("database").check, fingerprint: fingerprintOf(demoCheck("database").check, staging.id, "orders-staging") },
        ...{ resource: { account: staging.id, region, type: "rds_instance", id: "orders-staging" } },
        reason: "an encrypted copy has to take the database's place, which takes a person",
      },
    ],
  });

/** What was made of an earlier plan: one change that holds, and one that was taken back. */
export function demoJournal(at: Date): readonly JournalEntry[] {
  const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString();
  const entry = (minutes: number, action: JournalEntry["action"], status: JournalEntry["status"], change: PlannedChange): JournalEntry => ({
    ...{ at: after(minutes), run: action === "apply" ? "demo-apply" : "demo-undo", action, status, who, change },
    ...{ approver: "dev:reviewer", requestIds: status === "writing" ? [] : ["DEMO0REQUEST0ID0"] },
  });
  const [logs, exports] = [bucketChange(shop.id, "shop-logs"), bucketChange(shop.id, "shop-exports")];
  return [
    ...[entry(0, "apply", "writing", logs), entry(1, "apply", "verified", logs)],
    ...[entry(2, "apply", "writing", exports), entry(3, "apply", "verified", exports)],
    ...[entry(600, "undo", "writing", exports), entry(601, "undo", "undone", exports)],
  ];
}
