import { GlobalOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { AwsConfig } from "../aws-options.ts";
import type { Services } from "../frame/services.ts";
import { askCostExplorer } from "./ask-cost-explorer.ts";
import { costsOf, keepCosts } from "./keep-costs.ts";

const anHour = 3_600_000;

interface Started {
  readonly services: Pick<Services, "cost">;
  stop(): Promise<void>;
}

/**
 * Signs in, asks for today's costs unless that was done, and looks every hour whether it is another day. A call is sent once: one that is
 * repeated would be paid for again. Rejects where nobody can sign in.
 */
export async function startCosts(config: AwsConfig, store: IamStore, io: Io, tell: (message: string) => void): Promise<Started> {
  const { profile, roleArn, externalId, endpointUrl } = config;
  const options = GlobalOptions.parse({ profile, roleArn, externalId, endpointUrl });
  const session = await openSession(options, newRunId(io), io, { maxAttempts: 1 });
  const keep = () => keepCosts(store, { payer: session.callerAccount, now: io.now(), ask: askCostExplorer(session), tell });
  await keep();
  let under: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    under = keep().catch((error: unknown) =>
      tell(`the costs could not be kept: ${error instanceof Error ? error.message : String(error)}`),
    );
  }, anHour);
  timer.unref();
  return {
    services: { cost: costsOf(io.now) },
    async stop() {
      clearInterval(timer);
      await under;
      session.close();
    },
  };
}
