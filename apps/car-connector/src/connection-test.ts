import { readConfig } from "@plumbline/cli/config";
import { type Io, print } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { findTargets } from "@plumbline/cli/targets";
import { ec2 } from "@plumbline/collectors/ec2";
import type { Config } from "./config.ts";
import { proveAccount } from "./prove-account.ts";
import { type Secrets, withAwsKeys } from "./secrets.ts";

/** Proves that AWS can be signed in to and instances can be listed in one region, as IBM's connector does. Rejects with an AwsError. */
export async function testConnection(config: Config, secrets: Secrets, given: Io): Promise<void> {
  const io = { ...given, environment: withAwsKeys(given.environment, config.clientId, secrets) };
  const session = await openSession(config, newRunId(io), io);
  try {
    proveAccount(config, session);
    const { targets } = await findTargets(session, [], config, await readConfig(config, io));
    const region = targets[0]?.regions[0]?.name ?? session.region;
    const aws = await session.connect({ account: targets[0]?.id ?? session.callerAccount, region });
    // The first one is enough: it takes the same call and the same right as all of them.
    for await (const _ of ec2.list(aws)) break;
    await print(io.stdout, `AWS answers: account ${aws.account}, region ${region}\n`);
  } finally {
    session.close();
  }
}
