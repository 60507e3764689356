/** Accounts on the emulator with Inspector's stand-in in front of it, and the stand-in of Kenna. */
import { randomUUID } from "node:crypto";
import { fakeKeys, newFolder, testIo } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { emulatorAccount } from "@plumbline/testkit/emulator";
import { type Faults, firstOf } from "@plumbline/testkit/faults";
import { inspector2 } from "@plumbline/testkit/inspector2";
import type { KennaStandInOptions } from "@plumbline/testkit/kenna/settings";
import { startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { startProxy } from "@plumbline/testkit/proxy";
import { runConnector } from "./run-connector.ts";

export const regions = ["eu-west-1", "us-east-1"] as const;
export const [own, member] = [emulatorAccount, "222222222222"];
export const kennaKey = "CANARY-kenna-api-key";

interface Told {
  readonly account?: string;
  readonly region?: string;
  readonly name?: string;
  readonly fields?: object;
}
/** Epoch seconds, as they are on the wire. */
const at = (day: string): number => Date.parse(`2026-02-${day}T08:00:00Z`) / 1000;

/** A finding as Inspector sends it. */
export function wireFinding(body: keyof typeof bodies, resource: keyof typeof resources, told: Told = {}) {
  const { account = own, region = "eu-west-1", name = `${body}-${resource}`, fields = {} } = told;
  return {
    ...{ findingArn: `arn:aws:inspector2:${region}:${account}:finding/${name}`, awsAccountId: account, status: "ACTIVE", severity: "HIGH" },
    ...{ firstObservedAt: at("01"), lastObservedAt: at("20"), updatedAt: at("21") },
    ...bodies[body],
    ...{ resources: [resources[resource]], ...fields },
  };
}

/** Starts it all; `clock` is the time of the connector. */
export async function startWorld(emulatorUrl: string, options: KennaStandInOptions = {}) {
  await fetch(`${emulatorUrl}/moto-api/reset`, { method: "POST" });
  const clock = { now: Date.parse("2026-03-01T12:00:00Z") };
  const inspector = inspector2({ mostOfPage: 3 });
  const refused: { faults: Faults } = { faults: () => undefined };
  const proxy = await startProxy({ emulatorUrl, faults: firstOf((call) => refused.faults(call), inspector.faults) });
  const kenna = await startKenna({ key: kennaKey, ...options }, 0, () => new Date(clock.now));
  const folder = newFolder();
  const environment = { ...fakeKeys, PLUMBLINE_ENDPOINT_URL: proxy.url };
  return {
    ...{ clock, inspector, refused, proxy, kenna, folder, environment },
    /** Runs the connector's own command, in a folder of its own if one is named; a pause lasts no time and moves the clock on. */
    async run(
      words: readonly string[] = [],
      given: { environment?: Readonly<Record<string, string>>; folder?: string; stdin?: string; stopAtPause?: boolean } = {},
    ) {
      const stop = new AbortController();
      const {
        io: plain,
        stdout,
        stderr,
      } = testIo({
        ...{ environment: { ...environment, ...given.environment }, folder: given.folder ?? folder, stdin: given.stdin ?? "" },
        ...{ now: () => new Date(clock.now), random: () => randomUUID().slice(0, 6) },
        async sleep(milliseconds) {
          clock.now += milliseconds;
          if (given.stopAtPause) stop.abort();
        },
      });
      const io = { ...plain, untilStopped: () => stop.signal };
      const code = await runConnector(words, io);
      return { code, stdout: stdout(), stderr: stderr() };
    },
    async stop() {
      await Promise.all([proxy.stop(), kenna.stop()]);
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
export const toKenna = (world: World): Record<string, string> => ({
  ...{ KENNA_API_KEY: kennaKey, KENNA_API_HOST: world.kenna.host, KENNA_CONNECTOR_ID: "7" },
});
