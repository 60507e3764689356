import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { PutPublicAccessBlockCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import type { Aws } from "@plumbline/aws-session/aws";
import { createSession } from "@plumbline/aws-session/session";
import { emulatorAccount, emulatorCredentials } from "../emulator.ts";
import { makeBadIdentity, makeGoodIdentity } from "./identity.ts";
import { makeBadKey, makeBadTrail, makeGoodKey, makeGoodRegion, makeGoodTrail } from "./logging.ts";
import { makeAlarms, makeLogGroup } from "./monitoring.ts";
import { makeBadNetwork, makeGoodNetwork } from "./networking.ts";
import { makeBadBuckets, makeGoodBuckets, makeStores } from "./storage.ts";

const home = "us-east-1";
export const cisRegions: readonly string[] = [home, "eu-west-1"];

export interface CisWorld {
  /** Whether there is anything that fails. */
  readonly bad: boolean;
  /** The emulator's own unless it is told. */
  readonly account?: string;
}

/**
 * Makes what the controls of the benchmark want, in one account: everything good, and with `bad` beside it what fails them.
 * What is said of the whole account is good in both, but for two alarms that are left out.
 */
export async function makeCisWorld(endpointUrl: string, { bad, account = emulatorAccount }: CisWorld): Promise<void> {
  const session = await createSession(
    { credentials: { ...emulatorCredentials }, region: home, endpointUrl, ratePerSecond: 2000, burst: 2000 },
    { environment: {} },
  );
  try {
    await make((region) => session.connect({ account, region }), bad);
  } finally {
    session.close();
  }
}

async function make(placeIn: (region: string) => Promise<Aws>, bad: boolean): Promise<void> {
  const main = await placeIn(home);
  await makeGoodIdentity(main);
  await makeGoodBuckets(main);
  const key = await makeGoodKey(main);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  const { Role } = await main.client(IAMClient).send(new CreateRoleCommand({ RoleName: "trail-to-logs", AssumeRolePolicyDocument }));
  await makeGoodTrail(main, { key, logGroup: await makeLogGroup(main), role: Role?.Arn ?? "" });
  await makeAlarms(main, bad ? ["nacl", "vpc"] : []);
  for (const region of cisRegions) {
    const place = await placeIn(region);
    await makeGoodRegion(place, { isHome: region === home });
    await makeGoodNetwork(place);
    await makeStores(place, "good", true);
  }
  if (!bad) {
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    const input = { AccountId: main.account, PublicAccessBlockConfiguration: all };
    await main.client(S3ControlClient).send(new PutPublicAccessBlockCommand(input));
    return;
  }
  await makeBadIdentity(main);
  await makeBadBuckets(main);
  for (const region of cisRegions) {
    const place = await placeIn(region);
    await makeBadKey(place);
    await makeBadTrail(place);
    await makeBadNetwork(place);
    await makeStores(place, "bad", false);
  }
}
