import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openState } from "@plumbline/car-model/state/open-state";
import { fakeKeys, newFolder, runWith, testIo } from "@plumbline/cli/io.fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carCommand } from "./command.ts";
import { runConnector } from "./run-connector.ts";

// STS knows the keys; CAR answers what the row says. Nothing else is asked before CAR.
let server: Server;
let url = "";
let statusOfCar = 200;
const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/a</Arn><UserId>a</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const isCar = String(request.url).startsWith("/api/car/");
    response.writeHead(isCar ? statusOfCar : 200, { "content-type": "text/xml" }).end(isCar ? '{"errors":[]}' : identity);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  closed = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
});
afterAll(() => void server.close());

const folder = newFolder();
mkdirSync(join(folder, "full"));
for (const name of ["full/file", "broken.db", "password"]) writeFileSync(join(folder, name), "no database, whatever it is called");
const dead = "http://127.0.0.1:9";
/** A port that nobody has any more; fetch refuses by itself to ask at well-known ones. */
let closed = "";
const words = (...more: string[]) => [
  ...["-source", "aws", "-region", "eu-west-1", "-car-service-url", "CAR/api/car/v2", "-car-service-key", "k"],
  ...["--car-service-password-file", "password", "--endpoint-url", "AWS", ...more],
];
const less = (flag: string) => words().flatMap((word, i, all) => (word === flag || all[i - 1] === flag ? [] : [word]));

interface Row {
  readonly words: readonly string[];
  readonly says: RegExp;
  readonly hint?: RegExp;
  /** Of IBM's connector, and of Plumbline; 2 and 2 unless told. */
  readonly codes?: readonly [number, number];
  readonly environment?: Record<string, string | undefined>;
  readonly car?: number;
}
const rows: Record<string, Row> = {
  "an unknown flag": { words: words("-verbose"), says: /unknown option '-verbose'/ },
  "a word too many": { words: words("CANARY-stray"), says: /^plumbline[a-z -]*: a word is of no option$/ },
  "no source": { words: less("-source"), says: /--source is missing/, hint: /such as aws-prod/ },
  "a source that CAR would not take": { words: words("-source", "a b"), says: /--source is no name of a source/ },
  "no address of CAR": { words: less("-car-service-url"), says: /--car-service-url is missing/, hint: /https:\/\/HOST\/api\/car\/v2/ },
  "an address of CAR in clear text": { words: words("-car-service-url=http://car.example/api/car/v2"), says: /clear text/ },
  "an address of CAR with a password": {
    words: words("-car-service-url=https://user:s3cret@car.example/api/car/v2"),
    says: /--car-service-url: the URL of CAR holds a user or a password/,
  },
  "another address": { words: words("-car-service-url=https://car.example/"), says: /does not end in \/v2/ },
  "no key": { words: less("-car-service-key"), says: /--car-service-key is missing/, hint: /CAR_SERVICE_AUTHTOKEN/ },
  "no password": { words: less("--car-service-password-file"), says: /there is no password of CAR/, hint: /CAR_SERVICE_PASSWORD/ },
  "a secret key alone": {
    words: words(),
    environment: { CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "s3cret" },
    says: /a secret key without an access key id/,
  },
  "an access key id alone": { words: words("-clientID", "AKIA"), says: /an access key id without its secret key/ },
  "keys of another account": {
    words: words("-accountId", "222222222222", "-clientID", "AKIA"),
    environment: { CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "s3cret" },
    says: /the keys are of account 111111111111, and --account-id is 222222222222/,
  },
  "a type that is not put into CAR": { words: words("--types", "ec2,sqs"), says: /--types: sqs is not put into CAR/, hint: /ec2, / },
  "a region that is none": { words: words("-region", "mars-1x"), says: /--regions: there is no region mars-1x/ },
  "a folder of a dry run that is not empty": { words: words("--dry-run", "full"), says: /--dry-run: .*full is not empty/ },
  "a folder of a dry run that is a file": { words: words("--dry-run", "password"), says: /--dry-run: can't write into .*password/ },
  "a state at a place that there is not": { words: words("--state-file", "ftp://x/y"), says: /--state-file: ftp:\/\/x\/y is no place/ },
  "a state that is none": { words: words("--state-file", "broken.db"), says: /broken\.db can't be read/, hint: /a full import follows/ },
  "a state below a file": { words: words("--state-file", "password/x.db"), says: /can't open the state/, hint: /--state-file/ },
  "a state that another run has": { words: words("--state-file", "held.db"), says: /another run has the state/, codes: [10, 4] },
  "AWS out of reach": { words: words("--endpoint-url", dead), says: /sts:GetCallerIdentity.*ECONNREFUSED/, codes: [51, 3] },
  "no keys of AWS": {
    words: words(),
    environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: "/nonexistent" },
    ...{ says: /credentials/i, codes: [52, 2] },
  },
  "CAR out of reach": {
    words: words("-car-service-url=CLOSED/api/car/v2"),
    ...{ says: /no connection \(ECONNREFUSED\)/, codes: [10, 3] },
  },
  "a wrong key of CAR": { words: words(), car: 401, says: /CAR answered 401/, hint: /Check the key and the password/, codes: [10, 3] },
  "an answer that is not CAR's": { words: words(), car: 200, says: /GET \/databases/, codes: [20, 3] },
};

async function run(given: readonly string[], environment: Record<string, string | undefined> = {}) {
  const said = given.map((word) => word.replace("CAR/", `${url}/`).replace("CLOSED/", `${closed}/`).replace(/^AWS$/, url));
  const surroundings = { environment: { ...fakeKeys, ...environment }, folder };
  const { io, stdout, stderr } = testIo(surroundings);
  const code = await runConnector(said, io);
  const umbrella = await runWith(carCommand, said, surroundings);
  return { codes: [code, umbrella.code], stdout: stdout() + umbrella.stdout, stderr: stderr(), other: umbrella.stderr };
}
const errorsOf = (stderr: string) => stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{") && !line.startsWith("  "));

describe("what can't be", () => {
  it.each(Object.entries(rows))("%s", async (name, { words: given, says, hint, codes = [2, 2], environment, car = 200 }) => {
    statusOfCar = car;
    const held = name === "a state that another run has" ? openState(join(folder, "held.db")) : undefined;
    const ran = await run(given, environment);
    held?.close();
    expect([ran.codes, ran.stdout]).toEqual([codes, ""]);
    for (const stderr of [ran.stderr, ran.other]) {
      const [line, ...more] = errorsOf(stderr);
      expect([line, more]).toEqual([expect.stringMatching(says), []]);
      if (hint) expect(stderr).toMatch(hint);
      expect(stderr).not.toMatch(/s3cret|no database, whatever/);
    }
  });

  it("-d and DEBUG=true show the stack of an error, also where the flag is IBM's", async () => {
    for (const [given, environment] of [
      [words("-d", "--types", "x"), {}],
      [words("--types", "x"), { DEBUG: "true" }],
    ] as const) {
      const { stderr, other } = await run(given, environment);
      expect(stderr).toMatch(/\n\s+at /);
      expect(other).toMatch(/\n\s+at /);
    }
  });

  it("a secret on the command line is warned of, and help ends with 0", async () => {
    const { stderr, codes } = await run(words("-car-service-password", "s3cret", "--types", "x", "--quiet"));
    expect([codes, stderr]).toEqual([[2, 2], expect.stringContaining("--car-service-password stands on the command line")]);
    const help = await run(["--help"]);
    expect([help.codes, help.stdout]).toEqual([[0, 0], expect.stringMatching(/51 not reached, 52 keys refused/)]);
  });
});
