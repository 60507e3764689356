import { cure, defineAuditor, read } from "@plumbline/audit-kit/define";
import { s3BucketPublicAccessBlock as blockChange } from "@plumbline/changes/s3_bucket/public-access-block";
import { account } from "@plumbline/collectors/account";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { z } from "zod";
import { allBlocked, blockFlags, blocksOf, isBlocked } from "../judge/bucket.ts";

const places = { either: "neither at the bucket nor at the account", bucket: "not at the bucket", account: "not at the account" } as const;

/** Fails when one of the four flags is off. The setting `level` says whether the bucket's flags count, the account's, or either. */
export const s3BucketPublicAccessBlock = defineAuditor({
  id: "s3_bucket/public-access-block",
  title: "S3 buckets block public access",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
  subject: s3Bucket,
  needs: ["publicAccessBlock"],
  context: { accounts: read(account, "publicAccessBlock") },
  settings: z.strictObject({ level: z.enum(["either", "bucket", "account"]).default("either") }),
  evaluate(input) {
    const { level } = input.settings;
    const off = blockFlags.filter((flag) => !isBlocked(input, flag, level));
    if (off.length === 0) return { status: "pass" };
    return { status: "fail", reason: `${off.join(", ")}: on ${places[level]}`, evidence: { off, ...blocksOf(input) } };
  },
  remediation: {
    summary: "Switches all four flags on at the bucket.",
    changes: [blockChange],
    blastRadius: { untold: "whom its policy and its ACLs let in: s3_bucket/not-public and s3_bucket/policy-grants-no-access read these" },
    plan({ facts, settings }) {
      if (settings.level === "account") return { none: "the account's block counts; switch it on for the account as a whole" };
      const note = "Public policies and ACLs stop to work at once: a website that is served by the bucket itself goes dark.";
      return cure(blockChange.to({ ...facts.publicAccessBlock, ...allBlocked }, { note }));
    },
  },
});
