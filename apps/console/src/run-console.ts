import { setTimeout as wait } from "node:timers/promises";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { makeApp } from "./app.ts";
import { awsServices } from "./aws-options.ts";
import { closeAfterWork } from "./close-after-work.ts";
import type { ConsoleConfig } from "./config.ts";
import type { Provider, Setup } from "./frame/setup.ts";
import { listen } from "./listen.ts";
import { openConsoleStore } from "./open-console-store.ts";
import { proveConfig } from "./prove-config.ts";

/** How long what runs is waited for when the console stops, in milliseconds. */
const patience = 5000;

/** Serves the console until it is told to stop. */
export async function runConsole(config: ConsoleConfig, secrets: { clientSecret: string | undefined }, io: Io): Promise<ExitCode> {
  proveConfig(config);
  const log = makeLog(io, config);
  const store = closeAfterWork(await openConsoleStore(config, io), () => wait(patience));
  try {
    const demo = config.demo ? await (await import("./demo/fill-demo.ts")).fillDemo(store) : undefined;
    const provider = await providerOf(config, secrets.clientSecret);
    const services = await awsServices(config, io);
    // What costs money is told to who wants no log too.
    const tellCost = (message: string): void => {
      if (config.quiet) io.stderr.write(`plumbline console: ${message}\n`);
      else log("info", message);
    };
    const costs = config.cost ? await (await import("./costs/start-costs.ts")).startCosts(config, store, io, tellCost) : undefined;
    const { host } = config.listen;
    const stopping = io.untilStopped?.();
    const urlOf = (port: number) => config.publicUrl ?? new URL(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
    const { port, stop } = await listen(config.listen, (port) =>
      makeApp({
        ...{ store, publicUrl: urlOf(port), isBehindProxy: config.behindProxy, isDevLogin: config.devLogin || config.demo },
        ...(provider ? { provider } : {}),
        atOnce: config.connections,
        ...(stopping ? { stopping } : {}),
        grants: [...config.grant, ...(demo?.grants ?? [])],
        limits: { perAddress: config.ratePerAddress, perSubject: config.ratePerSubject, signInsPerAddress: 30 },
        ...{ sessionHours: config.sessionHours, idleMinutes: config.idleMinutes, now: io.now },
        ...(demo ? { shownNow: demo.now } : {}),
        services: { ...services, ...costs?.services, ...(demo ? { banner: demo.banner } : {}) },
        log: (message, fields) => log("warn", message, fields),
      } satisfies Setup),
    );
    await print(io.stdout, `The console is at ${urlOf(port).href}\n${demo?.hint ?? ""}`);
    await stopped(stopping);
    await stop();
    await costs?.stop();
    return exitCodes.clean;
  } finally {
    await store.close();
  }
}

async function providerOf(config: ConsoleConfig, clientSecret: string | undefined): Promise<Provider | undefined> {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcScope: scope } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  const { oidcProvider } = await import("./sign-in/oidc.ts");
  return oidcProvider({
    ...{ issuer, clientId, scope, subjectClaim: config.oidcSubjectClaim, groupsClaim: config.oidcGroupsClaim },
    ...(clientSecret === undefined ? {} : { clientSecret }),
  });
}

/** Resolves when the user or the machine wants the process to end. */
const stopped = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal === undefined || signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
