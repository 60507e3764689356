import { mainRegion } from "@plumbline/aws-session/partition";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { isGap } from "@plumbline/finding-model/coverage";
import { projections } from "@plumbline/iam-model/projections";
import pLimit from "p-limit";
import { collectPlace } from "./collect-account.ts";
import type { CollectConfig } from "./config.ts";
import { withStore } from "./open-store-of-options.ts";

const fetchesAtOnce = 50;

/** `plumbline iam collect` */
export async function collectAndTell(config: CollectConfig, io: Io): Promise<ExitCode> {
  return withStore(config, io, async (store) => {
    const run = newRunId(io);
    const session = await openSession(config, run, io);
    try {
      const chosen = (await Promise.all(Object.values(projections).map((load) => load()))).flat();
      const { collected, cells } = await collectPlace(
        {
          ...{ store, run, partition: session.partition, limit: pLimit(fetchesAtOnce), now: io.now },
          connect: (to) => session.connect(to),
        },
        chosen,
        { account: session.callerAccount, region: mainRegion(session.partition), required: true },
      );
      await print(io.stdout, `${JSON.stringify({ run, collected }, null, 2)}\n`);
      return cells.some(isGap) ? exitCodes.incomplete : exitCodes.clean;
    } finally {
      session.close();
    }
  });
}
