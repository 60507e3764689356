import { join } from "node:path";
import type { CarAuth } from "@plumbline/car-client/credentials";
import { z } from "zod";
import { startServer } from "../local-server.ts";
import { type CarServiceOptions, CarServiceSettings, type Fault } from "./settings.ts";

/** As `CarService`, seen from another process. */
export interface CarProcess {
  readonly url: string;
  readonly auth: CarAuth;
  model(source?: string): Promise<unknown>;
  counts(source?: string): Promise<Readonly<Record<string, number>>>;
  savePoint(source?: string): Promise<{ readonly savePoint: unknown; readonly isSessionOpen: boolean }>;
  fault(fault: Fault): Promise<void>;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const Counts = z.record(z.string(), z.number());
const SavePoint = z.object({ savePoint: z.unknown(), isSessionOpen: z.boolean() });

/**
 * Starts a stand-in of CAR in a process of its own, so that its memory and its time are not those of what is measured. Its log is a file
 * of `cacheFolder`. Throws EmulatorError when it does not answer.
 */
export const startCarProcess = async (options: CarServiceOptions, cacheFolder: string): Promise<CarProcess> => {
  const settings = CarServiceSettings.parse(options);
  const server = await startServer({
    name: "the stand-in of CAR",
    cacheFolder,
    command: (port) => {
      const words = ["--conditions=@plumbline/source", join(import.meta.dirname, "main.ts"), String(port), JSON.stringify(settings)];
      return [process.execPath, ...words];
    },
    environment: {},
    isReady: async (url) => (await fetch(`${url}/stand-in/requests`).catch(() => undefined))?.ok ?? false,
  });
  const ask = async (path: string, source?: string, body?: Fault): Promise<unknown> => {
    const query = source === undefined ? "" : `?source=${encodeURIComponent(source)}`;
    const isRead = path !== "fault" && path !== "drain";
    const answer = await fetch(
      `${server.url}/stand-in/${path}${query}`,
      isRead ? {} : { method: "POST", body: JSON.stringify(body ?? {}) },
    );
    if (!answer.ok) throw new Error(`the stand-in of CAR answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url: `${server.url}/api/car/v2`,
    auth: settings.auth,
    model: (source) => ask("model", source),
    counts: async (source) => Counts.parse(await ask("counts", source)),
    savePoint: async (source) => SavePoint.parse(await ask("savePoint", source)),
    fault: async (fault) => void (await ask("fault", undefined, fault)),
    drain: async () => void (await ask("drain")),
    stop: server.stop,
  };
};
