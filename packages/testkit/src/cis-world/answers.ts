import type { Call } from "../aws-call.ts";
import type { Faults, Reply } from "../faults.ts";

/**
 * What the emulator lacks or says otherwise than AWS, as AWS says it: Access Analyzer, contact details, a credential report with the root
 * user and with ages, the MFA of the root user, the day on which a certificate ends,
 * when a trail last reached CloudWatch Logs. Shapes are those of AWS's service models.
 */
export const cisAnswers =
  ({ now, bad }: { readonly now: Date; readonly bad: boolean }): Faults =>
  (call) =>
    answers[`${call.service}:${call.operation}`]?.(call, { now, bad });

interface World {
  readonly now: Date;
  readonly bad: boolean;
}
const day = 24 * 3_600_000;
const ago = ({ now }: World, days: number): string => new Date(now.getTime() - days * day).toISOString().replace(/\.\d+Z$/, "+00:00");

const json = (body: object): Reply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const iam = (operation: string, result: string): Reply => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${operation}Response>`,
});

const answers: Readonly<Record<string, (call: Call, world: World) => Reply | undefined>> = {
  "access-analyzer:ListAnalyzers": ({ account, region }, world) =>
    json({
      analyzers: [
        {
          ...{ arn: `arn:aws:access-analyzer:${region}:${account}:analyzer/all`, name: "all", type: "ACCOUNT", status: "ACTIVE" },
          createdAt: ago(world, 100),
        },
      ],
    }),
  "account:GetContactInformation": () =>
    json({
      ContactInformation: {
        ...{ FullName: "Example", AddressLine1: "1 Example Street", City: "Example", PostalCode: "00000" },
        ...{ CountryCode: "US", PhoneNumber: "+15555550100" },
      },
    }),
  "account:GetAlternateContact": () =>
    json({
      AlternateContact: {
        ...{ AlternateContactType: "SECURITY", EmailAddress: "security@example.com", Name: "Security" },
        ...{ PhoneNumber: "+15555550100", Title: "Security" },
      },
    }),
  "iam:GetAccountSummary": () =>
    iam(
      "GetAccountSummary",
      `<SummaryMap>${Object.entries({ AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, AccountSigningCertificatesPresent: 0, Users: 1 })
        .map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`)
        .join("")}</SummaryMap>`,
    ),
  "iam:GetCredentialReport": ({ account }, world) =>
    iam(
      "GetCredentialReport",
      `<Content>${Buffer.from(reportOf(account, world)).toString("base64")}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>${ago(world, 0)}</GeneratedTime>`,
    ),
  "iam:ListServerCertificates": ({ account }, world) =>
    iam(
      "ListServerCertificates",
      `<IsTruncated>false</IsTruncated><ServerCertificateMetadataList>${Object.entries({ good: -300, ...(world.bad ? { over: 300 } : {}) })
        .map(
          ([name, days]) =>
            `<member><Path>/</Path><ServerCertificateName>${name}</ServerCertificateName><ServerCertificateId>ASCAEXAMPLE${name}</ServerCertificateId><Arn>arn:aws:iam::${account}:server-certificate/${name}</Arn><UploadDate>${ago(world, 400)}</UploadDate><Expiration>${ago(world, days)}</Expiration></member>`,
        )
        .join("")}</ServerCertificateMetadataList>`,
    ),
  "macie2:GetMacieSession": (_, world) => json({ status: "ENABLED", createdAt: ago(world, 100), updatedAt: ago(world, 100) }),
  "securityhub:GetEnabledStandards": ({ account, region }) =>
    json({
      StandardsSubscriptions: [
        {
          StandardsSubscriptionArn: `arn:aws:securityhub:${region}:${account}:subscription/aws-foundational-security-best-practices/v/1.0.0`,
          StandardsArn: `arn:aws:securityhub:${region}::standards/aws-foundational-security-best-practices/v/1.0.0`,
          ...{ StandardsInput: {}, StandardsStatus: "READY" },
        },
      ],
    }),
  "securityhub:ListEnabledProductsForImport": () => json({ ProductSubscriptions: [] }),
  "cloudtrail:GetTrailStatus": ({ parameters }, { now }) =>
    parameters["Name"]?.endsWith("good")
      ? json({
          ...{ IsLogging: true, LatestDeliveryTime: now.getTime() / 1000, LatestCloudWatchLogsDeliveryTime: now.getTime() / 1000 },
          ...{ StartLoggingTime: now.getTime() / 1000 - 86_400 },
        })
      : undefined,
};

const columns =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated,additional_credentials_info";

/** The root user is not the first row, as AWS promises no order. */
function reportOf(account: string, world: World): string {
  const user = (name: string) => `${name},arn:aws:iam::${account}:user/${name}`;
  const noKey = "false,N/A,N/A,N/A,N/A";
  const certs = "false,N/A,false,N/A,";
  const good = [user("good"), ago(world, 200), "true", ago(world, 1), ago(world, 10), ago(world, -80), "true", noKey, noKey, certs];
  const used = `true,${ago(world, 10)},${ago(world, 1)},us-east-1,s3`;
  const robot = [user("robot"), ago(world, 200), "false", "N/A", "N/A", "N/A", "false", used, noKey, certs];
  const key = `true,${ago(world, 150)},N/A,N/A,N/A`;
  const bad = [user("bad"), ago(world, 150), "true", "no_information", ago(world, 150), "N/A", "false", key, key, certs];
  const spelt = [user("spelt-otherwise"), ago(world, 150), "false", "N/A", "N/A", "N/A", "false", noKey, noKey, certs];
  const rootName = `<root_account>,arn:aws:iam::${account}:root`;
  const root = [rootName, ago(world, 900), "true", "no_information", "not_supported", "not_supported", "true", noKey, noKey, certs];
  const rows = world.bad ? [bad, good, root, robot, spelt] : [good, root, robot];
  return [columns, ...rows.map((row) => row.join(","))].join("\n");
}
