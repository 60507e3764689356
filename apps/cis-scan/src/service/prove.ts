import { rm } from "node:fs/promises";
import { AwsError } from "@plumbline/aws-session/errors";
import { mainRegion } from "@plumbline/aws-session/partition";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import type { Io } from "@plumbline/cli/io";
import { type Probed, probe } from "@plumbline/cli/probe";
import type { Access, Refused } from "./access.ts";
import { choiceOf } from "./choice.ts";
import { customerPlace, openCustomer } from "./places.ts";
import type { Scanning } from "./scanning.ts";
import type { Settings } from "./settings.ts";
import { makeTemp } from "./surroundings.ts";

const mostProbeSeconds = 15;
/** Of the time for an entry; the rest is for signing in. */
const probeShare = 0.6;

/** Proves that the credentials work, and asks which permissions they lack. Rejects when AWS refuses them; the error says why. */
export async function prove(
  access: Access,
  milliseconds: number,
  { settings, io }: Pick<Scanning, "settings" | "io">,
): Promise<(Probed & { account: string }) | Refused> {
  const folder = await makeTemp(settings, "cis-request-");
  try {
    const session = await openCustomer(customerPlace(access, settings, { io, folder }));
    try {
      if (access.kind === "role" && access.externalId !== undefined && !settings.ALLOW_NO_EXTERNAL_ID) {
        if (await takesAnybody({ ...access, externalId: undefined }, settings, { io, folder }))
          return { error: "the role can be taken on without its external id: let its trust policy demand sts:ExternalId" };
      }
      const { questions } = await choiceOf(settings);
      const auditors = await chooseChecks(questions.map(({ id }) => id));
      const { callerAccount: account, partition } = session;
      const connect = (region = mainRegion(partition)) => session.connect({ account, region });
      const probed = await probe(auditors, { connect, seconds: Math.min(mostProbeSeconds, (milliseconds / 1000) * probeShare) });
      if (probed.allowed === 0 && probed.missing.length > 0)
        return { error: `the credentials work but may read nothing: ${probed.missing.map(({ action }) => action).join(", ")} are refused` };
      return { ...probed, account };
    } finally {
      session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tells whether a role is given to us whoever asks us: then any customer could name it. */
async function takesAnybody(access: Access, settings: Settings, where: { io: Io; folder: string }): Promise<boolean> {
  try {
    (await openCustomer(customerPlace(access, settings, where))).close();
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.kind === "denied") return false;
    throw error;
  }
}
