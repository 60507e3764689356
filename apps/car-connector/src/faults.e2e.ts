import { CreateTagsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import type { Fault } from "@plumbline/testkit/car-service/settings";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandName, commands, runAs } from "./run-as.fixture.ts";
import { runInstance, startWorld, type World } from "./world.fixture.ts";

let world: World;
let instance = "";
let rounds = 0;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  instance = await runInstance(world, "web");
});
afterAll(() => world.stop());

const post = { method: "POST", path: "imports" } as const;
const [close, open] = [
  { method: "DELETE", path: "full-import" },
  { method: "POST", path: "full-import" },
] as const;
/** As often as a request is made at most; what is not repeated happens once. */
const attempts = 6;
interface Row extends Fault {
  /** Of IBM's connector, and of Plumbline; 10 and 3 unless told. */
  readonly codes?: readonly [connector: number, plumbline: number];
  readonly says?: RegExp;
  /** Only an unrecoverable failure takes it away. */
  readonly isSavePointGone?: true;
  /** Of the runs with the fault; the first is an incremental import unless told, the second a full one since the first did not finish. */
  readonly words?: readonly string[];
}
const status = (code: number, retryAfter?: string) => ({ kind: "status", status: code, ...(retryAfter ? { retryAfter } : {}) }) as const;
const drop = (isCarriedOut: boolean) => ({ kind: "drop", isCarriedOut }) as const;
const well = [0, 0] as const;
const rows: Record<string, Row> = {
  "429 all the time": { ...post, times: attempts, deed: status(429), says: /CAR answered 429/ },
  "429 once": { ...post, deed: status(429, "7"), codes: well, says: /tried again in 7 s/ },
  "500 all the time": { ...post, times: attempts, deed: status(500), says: /CAR answered 500/ },
  "503 all the time": { ...post, times: attempts, deed: status(503), says: /CAR answered 503/ },
  "503 to a later import": { ...post, nth: 3, times: attempts, deed: status(503), words: ["--full"] },
  "404": { ...post, deed: status(404), says: /CAR answered 404/ },
  "a job that hangs": { ...post, deed: { kind: "hang-job" }, says: /no job ended within 30 minutes/ },
  "a job in error": { ...post, deed: { kind: "fail-job" }, says: /ended in an error/ },
  "a job that CAR forgets": { ...post, deed: { kind: "lose-job" }, says: /does not know that job/ },
  "a job that CAR refuses": {
    ...{ ...post, deed: { kind: "fail-job", status: 422 }, says: /ended in an error with status 422/ },
    ...{ codes: [20, 3], isSavePointGone: true },
  },
  "a connection that drops before the import": { ...post, times: attempts, deed: drop(false), says: /no connection/ },
  "a connection that drops after the import": { ...post, times: attempts, deed: drop(true), says: /no connection/ },
  "a connection that drops once after the import": { ...post, deed: drop(true), codes: well },
  "503 to the first request": { method: "GET", path: "databases", times: attempts, deed: status(503) },
  "503 as the save point is read": { method: "GET", path: "source/", times: attempts, deed: status(503) },
  "a connection that drops before the save point": { method: "PATCH", path: "source\\?", times: attempts, deed: drop(false) },
  "a session that is refused": { ...open, times: attempts, deed: status(500), words: ["--full"] },
  "a session that can't be closed": { ...close, times: attempts, deed: drop(false), says: /left open/, words: ["--full"] },
  "a session whose closing hangs": { ...close, deed: { kind: "hang-job" }, says: /left open/, words: ["--full"] },
  "503 to an edge that is disabled": { method: "PATCH", path: "asset_geolocation", times: attempts, deed: status(503) },
  "503 to a deletion": { method: "DELETE", path: "/asset\\?", times: attempts, deed: status(503) },
  "a deletion whose answer is lost": { method: "DELETE", path: "/asset\\?", times: attempts, deed: drop(true) },
};

describe("a fault of CAR", () => {
  it.each(Object.entries(rows))("%s", async (_, { codes = [10, 3], says, isSavePointGone, words = [], ...fault }) => {
    const [car, fresh] = [await startCarService({ pollsUntilDone: 0 }), await startCarService({ pollsUntilDone: 0 })];
    const state = `${++rounds}.db`;
    const run = (command: CommandName, { url }: { url: string }, stateFile: string, more: readonly string[] = []) =>
      runAs(command, world, ["--types", "ec2", "--vulnerabilities", "none", "--state-file", stateFile, ...more], { CAR_SERVICE_URL: url });
    try {
      const gone = await runInstance(world, "gone");
      expect(await run("connector", car, state)).toMatchObject({ code: 0 });
      const before = car.savePoint();
      await world.clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
      await world.clients.ec2.send(new CreateTagsCommand({ Resources: [instance], Tags: [{ Key: "Name", Value: `web-${rounds}` }] }));
      for (const [i, command] of commands.entries()) {
        car.fault(fault);
        const { code, stdout, stderr } = await run(command, car, state, words);
        expect([code, stdout === ""], stderr).toEqual([codes[i], codes[0] !== 0]);
        if (says) expect(stderr).toMatch(says);
        expect(stderr).not.toMatch(/car-password/);
        if (codes[0] !== 0) expect(car.savePoint()).toEqual(isSavePointGone ? "" : before);
      }
      expect(await run("connector", car, state)).toMatchObject({ code: 0 });
      expect(await run("connector", fresh, `${++rounds}.db`)).toMatchObject({ code: 0 });
      expect(car.isSessionOpen()).toBe(false);
      expect(car.model()).toEqual(fresh.model());
      expect(car.savePoint()).not.toEqual(before);
    } finally {
      await Promise.all([car.stop(), fresh.stop()]);
    }
  });
});
