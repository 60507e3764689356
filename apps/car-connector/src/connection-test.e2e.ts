import { accessDenied, type Faults } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, runAs } from "./run-as.fixture.ts";
import { place, startWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
});
afterAll(() => world.stop());

const unknownKeys: Faults = ({ service }) =>
  service === "sts"
    ? {
        ...{ status: 403, headers: { "content-type": "text/xml" } },
        body: "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error><RequestId>r</RequestId></ErrorResponse>",
      }
    : undefined;

interface Row {
  readonly words?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly faults?: Faults;
  /** Of IBM's connector, and of Plumbline. */
  readonly codes: readonly [connector: number, plumbline: number];
  readonly says: RegExp;
}
const answers = new RegExp(`^AWS answers: account ${place.account}, region ${place.region}\n$`);
const rows: Record<string, Row> = {
  "good keys": { codes: [0, 0], says: answers },
  "good keys, as IBM's connector takes them": {
    words: ["-accountId", place.account, "-clientID", "AKIA", "-region", place.region],
    environment: { CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "s3cret" },
    ...{ codes: [0, 0], says: answers },
  },
  "keys of another account": {
    words: ["-accountId", "222222222222", "-clientID", "AKIA"],
    environment: { CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "s3cret" },
    ...{ codes: [2, 2], says: /the keys are of account 123456789012, and --account-id is 222222222222/ },
  },
  "keys that AWS does not know": { faults: unknownKeys, codes: [52, 3], says: /InvalidClientTokenId/ },
  "no right to list instances": {
    faults: (call) => (call.operation === "DescribeInstances" ? accessDenied(call) : undefined),
    ...{ codes: [53, 3], says: /ec2:DescribeInstances in 123456789012\/eu-west-1: UnauthorizedOperation/ },
  },
  "no network": { words: ["--endpoint-url", "http://127.0.0.1:9"], codes: [51, 3], says: /ECONNREFUSED/ },
  "a region that is none": { words: ["-region", "mars-1x"], codes: [2, 2], says: /there is no region mars-1x/ },
};

describe("the connection test", () => {
  for (const command of commands)
    it.each(Object.entries(rows))(`of ${command}: %s`, async (_, { words = [], environment = {}, faults, codes, says }) => {
      world.refused.faults = faults ?? (() => undefined);
      const [calls, requests] = [world.proxy.calls.length, world.service.requests.length];
      // It needs neither a source nor CAR.
      const without = { CONNECTION_NAME: "", CAR_SERVICE_URL: "", CAR_SERVICE_KEY: "", CAR_SERVICE_PASSWORD: "" };
      const { code, stdout, stderr } = await runAs(command, world, ["-connection-test", ...words], { ...without, ...environment });
      expect([code, code === 0 ? stdout : stderr]).toEqual([codes[commands.indexOf(command)], expect.stringMatching(says)]);
      expect(stdout + stderr).not.toContain("s3cret");
      expect(world.service.requests.length).toBe(requests);
      expect(world.proxy.calls.slice(calls).filter(({ operation }) => operation === "DescribeInstances").length).toBeLessThanOrEqual(1);
    });
});
