import type { Aws } from "@plumbline/aws-session/aws";
import type { Session } from "@plumbline/aws-session/session";
import { GlobalOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { newRunId, openSession, type Ways } from "@plumbline/cli/open-session";
import { dynamodbRequests, type ScanRequests } from "@plumbline/run-store/dynamodb-requests";
import { type Objects, s3Objects } from "@plumbline/run-store/s3-objects";
import type { Access } from "./access.ts";
import type { Settings } from "./settings.ts";

/** What the functions keep in their own account and region. */
export interface Own {
  readonly aws: Aws;
  readonly requests: ScanRequests;
  readonly objects: Objects | undefined;
  close(): void;
}

const endpointOf = ({ PLUMBLINE_ENDPOINT_URL: endpointUrl }: Settings) => (endpointUrl === undefined ? {} : { endpointUrl });

/** Signs in as the function itself. */
export async function openOwn(settings: Settings, io: Io): Promise<Own> {
  const session = await openSession(GlobalOptions.parse(endpointOf(settings)), newRunId(io), io);
  try {
    const aws = await session.connect({ account: session.callerAccount, region: session.region });
    const { DB_TABLE_NAME: table, REPORT_BUCKET: bucket } = settings;
    return {
      ...{ aws, requests: dynamodbRequests(aws, table, io.now) },
      objects: bucket === undefined ? undefined : s3Objects(aws, bucket),
      close: () => session.close(),
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** The customer's account as a scan sees it: its own credentials, a folder of its own, and nothing else of the function's surroundings. */
export interface CustomerPlace {
  readonly global: GlobalOptions;
  readonly io: Io;
  readonly ways: Ways;
}

export function customerPlace(access: Access, settings: Settings, { io, folder }: { io: Io; folder: string }): CustomerPlace {
  const global = GlobalOptions.parse({
    ...endpointOf(settings),
    ...{ regions: settings.CIS_REGIONS, output: "runs", quiet: true },
    ...(access.kind === "role" ? { roleArn: [access.arn] } : {}),
    ...(access.kind === "role" && access.externalId !== undefined ? { externalId: access.externalId } : {}),
  });
  return {
    ...{ global, io: { ...io, folder, environment: environmentOf(access, io.environment) } },
    ways: settings.USE_RATE_LIMITER ? {} : { ratePerSecond: 1_000_000, burst: 1_000_000 },
  };
}

/** By keys, none of the function's own credentials may be found, wherever the SDK looks; by a role, they are what takes it on. */
function environmentOf(access: Access, environment: Io["environment"]): Io["environment"] {
  if (access.kind === "role") return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("AWS_")));
  return {
    AWS_REGION: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"],
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.secret.reveal(),
    ...(access.token ? { AWS_SESSION_TOKEN: access.token.reveal() } : {}),
    ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" },
  };
}

/** Signs in to the customer's account. Rejects with an AwsError when the credentials do not work. */
export const openCustomer = ({ global, io, ways }: CustomerPlace): Promise<Session> => openSession(global, newRunId(io), io, ways);
