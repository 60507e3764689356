import type { Colour, Judged, Rule } from "./rule.ts";
import type { CheckLook, Tally } from "./tally.ts";

interface Definition extends Pick<Rule, "id" | "title" | "group" | "ccm"> {
  /** Checks of a scan; where one fails the light is red. One of them must have been asked, or nobody looked. */
  readonly red: readonly string[];
  /** Those of which one that fails makes the light yellow; where there is no red one, one of them must have been asked. */
  readonly yellow: readonly string[];
  readonly says: { readonly red: string; readonly yellow?: string; readonly green: string };
}

const day = 86_400_000;
/** A scan that is older says what was, not what is. */
const oldAfter = 7;

const old = `the newest scan that asked is older than ${oldAfter} days`;

/** A rule by what scans found. What an exception covers does not count; what could not be looked at is never green. */
const byChecks = ({ red, yellow, says, ...named }: Definition): Rule => ({
  ...named,
  kinds: [],
  says: { ...says, yellow: says.yellow === undefined ? old : `${says.yellow}, or ${old}` },
  checks: [...red, ...yellow],
  judge: (tally, at) => judgeChecks(tally, at, { red, yellow }),
  to: (account) => {
    const [one, ...others] = [...red, ...yellow];
    return one !== undefined && others.length === 0
      ? `/findings?account=${account}&check=${encodeURIComponent(one)}`
      : `/findings?account=${account}`;
  },
});

function judgeChecks({ checks }: Tally, at: Date, { red, yellow }: Pick<Definition, "red" | "yellow">): Judged {
  const asked = (ids: readonly string[]): CheckLook[] => ids.flatMap((id) => checks.get(id) ?? []);
  const looks = [...asked(red), ...asked(yellow)];
  if (asked(red.length > 0 ? red : yellow).length === 0) return { colour: "grey", words: "not looked" };
  const isPartial = looks.some((look) => look.isPartial);
  const failed = (ids: readonly string[]): number => asked(ids).reduce((sum, look) => sum + look.failed, 0);
  const all = looks.reduce((sum, look) => sum + look.failed + look.passed, 0);
  const failing = failed([...red, ...yellow]);
  if (failing > 0) {
    const colour: Colour = failed(red) > 0 ? "red" : "yellow";
    return { colour, words: `${all === 1 ? "fails" : `${failing} of ${all} fail`}${isPartial ? ", at least" : ""}` };
  }
  if (isPartial) return { colour: "grey", words: "could not look everywhere" };
  if (all === 0) return { colour: "grey", words: "nothing to look at" };
  const days = Math.floor((at.getTime() - Math.min(...looks.map((look) => look.at.getTime()))) / day);
  const [now, then] = all === 1 ? ["passes", "passed"] : [`all ${all} pass`, `all ${all} passed`];
  return days > oldAfter ? { colour: "yellow", words: `${then}, ${days} days ago` } : { colour: "green", words: now };
}

const regional = (id: string, title: string, ccm: readonly string[], check: string): Rule =>
  byChecks({
    ...{ id, title, group: "Tool", ccm, red: [`region/${check}`], yellow: [] },
    says: { red: "it is off in a region that was scanned", green: "it is on in every region that was scanned" },
  });

const alarms = [
  ...["unauthorized-calls", "console-without-mfa", "root-use", "iam-policy-changes", "cloudtrail-changes", "console-failures"],
  ...["kms-key-deletion", "bucket-policy-changes", "config-changes", "security-group-changes", "network-acl-changes", "gateway-changes"],
  ...["route-table-changes", "vpc-changes", "organization-changes"],
].map((name) => `account/alarm-${name}`);

const benchmark: Rule = {
  ...{ id: "benchmark", title: "CIS benchmark", group: "Tool", ccm: ["A&A-04"], kinds: [] },
  says: {
    red: "more than a tenth of the controls fail, of those that were answered",
    yellow: `some fail, or ${old}`,
    green: "none fails, and every control that needs no person was answered",
  },
  judge({ benchmark: look }, at) {
    if (look === null) return { colour: "grey", words: "not looked" };
    const of = (standing: string): number => look.counts[standing] ?? 0;
    const [failing, answered] = [of("fail"), of("fail") + of("pass") + of("excepted")];
    const words = `${failing} of ${answered} fail`;
    if (failing > 0) return { colour: failing * 10 > answered ? "red" : "yellow", words: of("unknown") > 0 ? `${words}, at least` : words };
    if (of("unknown") > 0 || answered === 0) return { colour: "grey", words: "could not look everywhere" };
    const days = Math.floor((at.getTime() - look.at.getTime()) / day);
    return days > oldAfter ? { colour: "yellow", words: `${words}, ${days} days ago` } : { colour: "green", words };
  },
  to: (account) => `/findings?account=${account}`,
};

/** Rules on AWS's own tools, by the checks of scans. */
export const toolRules: readonly Rule[] = [
  byChecks({
    ...{ id: "cloudtrail", title: "CloudTrail", group: "Tool", ccm: ["LOG-07", "LOG-08", "LOG-09"] },
    red: ["region/cloudtrail-enabled", "account/multi-region-trail", "trail/bucket-not-public"],
    yellow: ["trail/log-validation", "trail/kms-encrypted", "trail/bucket-logged", "trail/sends-to-cloudwatch"],
    says: {
      red: "a region has no trail, none is of all regions, or a trail's bucket is public",
      yellow: "a trail is not validated, not encrypted by KMS, not sent to CloudWatch, or its bucket is not logged",
      green: "all that was asked of trails passes",
    },
  }),
  regional("guardduty", "GuardDuty", ["LOG-03", "LOG-05"], "guardduty-enabled"),
  byChecks({
    ...{ id: "config", title: "AWS Config", group: "Tool", ccm: ["CCC-06", "CCC-07"] },
    ...{ red: ["region/config-enabled"], yellow: [] },
    says: { red: "it does not record in a region that was scanned", green: "it records in every region that was scanned" },
  }),
  regional("security-hub", "Security Hub", ["LOG-03", "TVM-09"], "security-hub-enabled"),
  regional("access-analyzer", "Access Analyzer", ["IAM-05", "IAM-16"], "access-analyzer-enabled"),
  regional("macie", "Macie", ["DSP-03", "DSP-04"], "macie-enabled"),
  byChecks({
    ...{ id: "flow-logs", title: "VPC flow logs", group: "Tool", ccm: ["IVS-03", "LOG-08"], red: ["vpc/flow-logs"], yellow: [] },
    says: { red: "a VPC has no flow log", green: "every VPC has one" },
  }),
  byChecks({
    ...{ id: "alarms", title: "Alarms", group: "Tool", ccm: ["LOG-03", "LOG-05", "LOG-13"], red: [], yellow: alarms },
    says: { red: "no account is", yellow: "an alarm of the CIS benchmark is missing", green: "every alarm that was asked for is there" },
  }),
  benchmark,
];

/** Rules on practices, by the checks of scans. */
export const practiceRules: readonly Rule[] = [
  byChecks({
    ...{ id: "root", title: "Root user", group: "Practice", ccm: ["IAM-09", "IAM-10", "IAM-14"] },
    ...{ red: ["account/root-mfa", "account/no-root-access-key"], yellow: ["account/root-hardware-mfa", "account/root-unused"] },
    says: {
      red: "it has no MFA, or an access key",
      yellow: "it has no hardware MFA, or was used lately",
      green: "all that was asked of it passes",
    },
  }),
  byChecks({
    ...{ id: "passwords", title: "Password policy", group: "Practice", ccm: ["IAM-15"], red: ["account/password-policy"], yellow: [] },
    says: { red: "it is missing, or asks for less than it should", green: "it asks for what it should" },
  }),
  byChecks({
    ...{
      id: "encryption",
      title: "Disk encryption",
      group: "Practice",
      ccm: ["CEK-03"],
      red: ["region/ebs-encryption-by-default"],
      yellow: [],
    },
    says: {
      red: "new EBS volumes are not encrypted by default in a region that was scanned",
      yellow: "no account is",
      green: "they are in every region that was scanned",
    },
  }),
];
