import { describe, expect, it } from "vitest";
import { checks } from "../registry.generated.ts";
import { frameworks, referencesOf } from "./frameworks.ts";

/** Checks that have an entry before they are there, some under two names. One that has come may be taken off; a new one is not added. */
const awaited: readonly string[] = [
  "account/alarm-bucket-policy-changes",
  "account/alarm-cloudtrail-changes",
  "account/alarm-config-changes",
  "account/alarm-console-failures",
  "account/alarm-console-without-mfa",
  "account/alarm-gateway-changes",
  "account/alarm-iam-policy-changes",
  "account/alarm-kms-key-deletion",
  "account/alarm-network-acl-changes",
  "account/alarm-organization-changes",
  "account/alarm-root-use",
  "account/alarm-route-table-changes",
  "account/alarm-security-group-changes",
  "account/alarm-unauthorized-calls",
  "account/alarm-vpc-changes",
  "account/central-users",
  "account/cloudshell-restricted",
  "account/contact-details",
  "account/multi-region-trail",
  "account/no-root-access-key",
  "account/root-hardware-mfa",
  "account/root-unused",
  "account/s3-object-read-events",
  "account/s3-object-write-events",
  "account/security-contact",
  "account/support-role",
  "ec2/instance-profile",
  "ec2/instance-role",
  "elbv2/access-logs",
  "iam_group/no-inline-admin",
  "iam_policy/no-full-admin",
  "iam_role/no-inline-admin",
  "iam_server_certificate/not-expired",
  "iam_user/access-keys-rotated",
  "iam_user/credentials-unused",
  "iam_user/has-mfa",
  "iam_user/no-initial-access-key",
  "iam_user/no-inline-admin",
  "iam_user/one-active-key",
  "iam_user/permissions-via-groups",
  "kms_key/rotation-enabled",
  "network_acl/no-open-admin-ports",
  "region/access-analyzer",
  "region/access-analyzer-enabled",
  "region/config-records-global-types",
  "region/ebs-encryption-by-default",
  "region/macie-enabled",
  "region/security-hub-enabled",
  "route_table/peering-least-access",
  "security_group/default-closed",
  "trail/bucket-logged",
  "trail/bucket-not-public",
  "trail/kms-encrypted",
  "trail/log-validation",
  "trail/sends-to-cloudwatch",
  "vpc/endpoints",
];

const all = Object.entries(frameworks);

describe("ids of other frameworks", () => {
  it("every check has an entry, and every entry is of a check", () => {
    const without = Object.keys(checks).filter((id) => !Object.hasOwn(frameworks, id));
    const unknown = Object.keys(frameworks).filter((id) => !Object.hasOwn(checks, id));
    console.log(`${all.length} entries, ${Object.keys(checks).length} checks; not there yet: ${unknown.join(", ") || "none"}`);
    expect([without, unknown.filter((id) => !awaited.includes(id))]).toEqual([[], []]);
  });

  it("are ids and no text, each once", () => {
    for (const [id, { fsbp, securityHub, ccm }] of all) {
      const controls = [...fsbp, ...securityHub];
      expect(
        controls.filter((one) => !/^[A-Z][A-Za-z0-9]+\.[1-9]\d*$/.test(one)),
        id,
      ).toEqual([]);
      expect(
        ccm.filter((one) => !/^(A&A|[A-Z]{3})-[0-9]{2}$/.test(one)),
        id,
      ).toEqual([]);
      expect([new Set(controls).size, new Set(ccm).size], id).toEqual([controls.length, ccm.length]);
    }
  });

  it("a control is of the standard or beyond it, never both", () => {
    const beyond = new Set(all.flatMap(([, { securityHub }]) => securityHub));
    expect(all.flatMap(([, { fsbp }]) => fsbp).filter((one) => beyond.has(one))).toEqual([]);
  });

  const rows: Record<string, [id: string, references: string[]]> = {
    "a check": ["rds/encrypted", ["FSBP RDS.3", "CCM CEK-03", "CCM DSP-17"]],
    "a control beyond the standard": ["account/root-mfa", ["Security Hub IAM.9", "CCM IAM-14"]],
    "a question that a benchmark puts": ["sqs/not-public#7-days", ["FSBP SQS.3"]],
    "a check that no framework asks for": ["ami/not-shared", []],
    "no check": ["sqs/no-such-check", []],
  };
  it.each(Object.entries(rows))("are told of %s", (_, [id, references]) => {
    expect(referencesOf(id)).toEqual(references);
  });
});
