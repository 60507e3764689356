import { join } from "node:path";
import { z } from "zod";
import { startServer } from "../local-server.ts";
import { type Fault, KennaSettings, type KennaStandInOptions } from "./settings.ts";

/** As `KennaStandIn`, seen from another process. */
export interface KennaProcess {
  readonly host: string;
  readonly key: string;
  model(connector?: string): Promise<unknown>;
  runs(connector?: string): Promise<readonly unknown[]>;
  /** Kenna's ids of the files that came. */
  dataFiles(connector?: string): Promise<readonly string[]>;
  fault(fault: Fault): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a stand-in of Kenna in a process of its own, so that its memory and its time are not those of what is measured. Its log is a file of
 * `cacheFolder`. Throws EmulatorError when it does not answer.
 */
export const startKennaProcess = async (options: KennaStandInOptions, cacheFolder: string): Promise<KennaProcess> => {
  const settings = KennaSettings.parse(options);
  const server = await startServer({
    name: "the stand-in of Kenna",
    cacheFolder,
    command: (port) => {
      const words = ["--conditions=@plumbline/source", join(import.meta.dirname, "main.ts"), String(port), JSON.stringify(settings)];
      return [process.execPath, ...words];
    },
    environment: {},
    isReady: async (url) => (await fetch(`${url}/stand-in/requests`).catch(() => undefined))?.ok ?? false,
  });
  const ask = async (path: string, connector?: string, body?: Fault): Promise<unknown> => {
    const query = connector === undefined ? "" : `?connector=${encodeURIComponent(connector)}`;
    const answer = await fetch(`${server.url}/stand-in/${path}${query}`, body ? { method: "POST", body: JSON.stringify(body) } : {});
    if (!answer.ok) throw new Error(`the stand-in of Kenna answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    host: server.url,
    key: settings.key,
    model: (connector) => ask("model", connector),
    runs: async (connector) => z.array(z.unknown()).parse(await ask("runs", connector)),
    dataFiles: async (connector) => z.array(z.string()).parse(await ask("data-files", connector)),
    fault: async (fault) => void (await ask("fault", undefined, fault)),
    stop: server.stop,
  };
};
