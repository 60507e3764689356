import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { makeApp } from "./app.ts";
import { demoNow, fillDemo } from "./demo/fill-demo.ts";
import type { Setup } from "./frame/setup.ts";
import { listen } from "./listen.ts";
import { oidcProvider } from "./sign-in/oidc.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** The demo's world behind a listening console, whose people sign in at a real OpenID provider: ada of the group platform, and rita. */
export async function startWorld(store: IamStore, told: Partial<Setup> = {}) {
  const demo = await fillDemo(store);
  const [port, providerPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const issuer = `http://127.0.0.1:${providerPort}`;
  const program = join(import.meta.dirname, "oidc-provider.fixture.ts");
  const provider = spawn(process.execPath, [program, issuer, `${url}/sign-in/callback`, `${url}/signed-out`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  await once(provider.stdout, "data");
  const logged: unknown[] = [];
  const console = await listen({ host: "127.0.0.1", port }, () =>
    makeApp({
      ...{ store, publicUrl: new URL(url), isBehindProxy: false, isDevLogin: true, sessionHours: 12, idleMinutes: 60 },
      provider: oidcProvider({
        ...{ issuer: new URL(issuer), clientId: "console", clientSecret: "of-the-tests-alone" },
        ...{ scope: "openid profile groups", subjectClaim: "sub", groupsClaim: "groups" },
      }),
      grants: [
        ...demo.grants,
        { kind: "group", principal: "platform", role: "admin", accounts: ["*"] },
        { kind: "subject", principal: "rita", role: "reader", accounts: ["111122223333"] },
      ],
      limits: { perAddress: 100_000, perSubject: 100_000, signInsPerAddress: 1000 },
      ...{ services: { banner: demo.banner }, now: () => new Date(), shownNow: () => demoNow },
      log: (message, fields) => logged.push({ message, ...fields }),
      ...told,
    }),
  );
  return {
    ...{ url, issuer, logged },
    async stop() {
      await console.stop();
      provider.stdin.end();
      if (provider.exitCode === null) await once(provider, "exit");
    },
  };
}
