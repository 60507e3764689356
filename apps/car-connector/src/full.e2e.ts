import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateApplicationCommand, CreateEnvironmentCommand } from "@aws-sdk/client-elastic-beanstalk";
import { CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { linesOf } from "@plumbline/cli/io.fixture";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAs } from "./run-as.fixture.ts";
import { place, region, runFargateTask, runInstance, startWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  const { clients, hub } = world;
  const made = [await runInstance(world, "web"), await runInstance(world, "db")];
  const database = { Engine: "postgres", MasterUsername: "admin", MasterUserPassword: "CANARY-database", AllocatedStorage: 10 };
  for (const DBInstanceIdentifier of ["orders", "bills"])
    await clients.rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: "db.t3.micro", ...database }));
  await clients.beanstalk.send(new CreateApplicationCommand({ ApplicationName: "shop" }));
  await clients.beanstalk.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "shop-live" }));
  await runFargateTask(world, ["web", "log"]);
  hub.put(place, {
    ...{ SchemaVersion: "2018-10-08", Id: "finding-1", ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector" },
    ...{ GeneratorId: "g", AwsAccountId: place.account, Region: place.region, Title: "CVE-2026-1", Description: "d" },
    ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Severity: { Label: "HIGH", Normalized: 70 } },
    ...{ CreatedAt: "2026-01-01T00:00:00Z", UpdatedAt: "2026-01-01T00:00:00Z", RecordState: "ACTIVE", Workflow: { Status: "NEW" } },
    Resources: made.map((id) => ({
      ...{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:eu-west-1:${place.account}:instance/${id}`, Partition: "aws", Region: "eu-west-1" },
    })),
    Vulnerabilities: [{ Id: "CVE-2026-1", Cvss: [{ Version: "3.1", BaseScore: 7.5 }] }],
  });
  // What was done within the overlap of half an hour before an import is looked at once more by the next one.
  world.clock.now += 3_600_000;
});
afterAll(() => world.stop());

const [instances, databases, tasks, containers] = [2, 2, 1, 2];
/** The emulator gives all databases one resource id, and an instance two private host names, of the instance and of its interface. */
const seeded = {
  ...{ asset: instances + databases + tasks, asset_geolocation: instances + databases + tasks, geolocation: 1 },
  // A private and a public address of each instance, which its one interface with its MAC address has; a task's has a private one.
  ...{ ipaddress: 2 * instances + tasks, asset_ipaddress: 2 * instances + tasks },
  ...{ macaddress: instances + tasks, asset_macaddress: instances + tasks },
  ...{ ipaddress_macaddress: 2 * instances + tasks, ipaddress_hostname: instances + tasks },
  // The containers of a task share its address.
  ...{ container: containers, asset_container: containers, ipaddress_container: containers },
  // Three of each instance, the endpoint of each database, one of the task's interface, the CNAME of the environment, which no asset has.
  ...{ hostname: 3 * instances + databases + tasks + 1, asset_hostname: 3 * instances + databases + tasks },
  // The image, the engine, the application, its environment.
  ...{ application: 4, asset_application: instances + databases, application_database: 1, application_port: 1, port: 1 },
  ...{ database: 1, asset_database: databases, account: databases, user: databases, user_account: databases },
  ...{ asset_account: databases, account_database: databases, vulnerability: 1, asset_vulnerability: instances },
};
const rowsOfSeeded = Object.values(seeded).reduce((sum, count) => sum + count, 0);

const reasonOf = (stderr: string) => linesOf(stderr).map((line) => (line as { message: string }).message)[0];
const callsSince = (from: number) =>
  Object.entries(Object.groupBy(world.proxy.calls.slice(from), ({ service, operation }) => `${service}:${operation}`))
    .map(([name, calls = []]) => `${name} ${calls.length}`)
    .toSorted();
const requestsSince = (from: number) => world.service.requests.slice(from).map(({ method, path }) => `${method} ${path}`);
const json = (stdout: string): { mode: string; sent: Record<string, number>; removed: Record<string, number>; reason?: string } =>
  JSON.parse(stdout);
const sumOf = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
const stateFile = () => join(world.folder, "plumbline-output", "car", "aws-test.db");

describe("an import", () => {
  it("that is the first puts what was seeded into CAR", async () => {
    const { code, stdout, stderr } = await runAs("connector", world, ["--format", "json"]);
    expect([code, reasonOf(stderr)], stderr).toEqual([0, "full import: CAR's database is new"]);
    console.log(`CAR holds, by collection: ${JSON.stringify(world.service.counts())}`);
    expect(world.service.counts()).toEqual(seeded);
    expect(json(stdout)).toMatchObject({
      mode: "full",
      reason: "CAR's database is new",
      dryRun: false,
      removed: {},
      incomplete: [],
      refused: [],
    });
    expect(sumOf(json(stdout).sent)).toBe(rowsOfSeeded);
  });

  it("after which nothing changed sends nothing, and asks what only a listing tells", async () => {
    const [model, calls, requests] = [world.service.model(), world.proxy.calls.length, world.service.requests.length];
    const { code, stdout, stderr } = await runAs("plumbline", world, ["--format", "json"]);
    expect([code, json(stdout).mode, json(stdout).sent, json(stdout).removed], stderr).toEqual([0, "incremental", {}, {}]);
    console.log(`calls of an incremental import where nothing changed: ${callsSince(calls).join(", ")}`);
    expect(callsSince(calls)).toEqual([
      ...["cloudtrail:LookupEvents 1", "ec2:DescribeNetworkInterfaces 1", "ec2:DescribeRegions 1", "ecr:DescribeRepositories 1"],
      ...["ecs:DescribeClusters 1", "ecs:DescribeTasks 1", "ecs:ListClusters 1", "ecs:ListTasks 1"],
      ...["rds:DescribeDBClusters 1", "rds:DescribeDBInstances 1", "securityhub:GetFindings 3", "sts:GetCallerIdentity 1"],
    ]);
    expect(requestsSince(requests).filter((one) => one.startsWith("POST") || one.startsWith("DELETE"))).toEqual(["POST v2/imports"]);
    expect(world.service.model()).toEqual(model);
  });

  it("that is dry writes what would be sent, and changes neither the state nor CAR", async () => {
    const added = await runInstance(world, "added");
    const [model, requests, state] = [world.service.model(), world.service.requests.length, readFileSync(stateFile())];
    const { code, stdout } = await runAs("connector", world, ["--dry-run", "dry", "--format", "json"]);
    expect([code, json(stdout)]).toEqual([0, expect.objectContaining({ mode: "incremental", dryRun: true, removed: {} })]);
    const files = readdirSync(join(world.folder, "dry")).toSorted();
    expect(files.slice(0, 2)).toEqual(["0001-source-and-report.json", "0002-asset.json"]);
    const envelope = JSON.parse(readFileSync(join(world.folder, "dry", "0002-asset.json"), "utf8"));
    expect(envelope).toMatchObject({
      source: { _key: "aws-test" },
      asset: [{ name: "added", external_id: expect.stringContaining(added) }],
    });
    expect([world.service.model(), world.service.requests.length]).toEqual([model, requests]);
    expect(readFileSync(stateFile()).equals(state)).toBe(true);
    const real = await runAs("connector", world, ["--format", "json"]);
    expect(json(real.stdout)).toMatchObject({ mode: "incremental", sent: json(stdout).sent });
    expect(world.service.counts()["asset"]).toBe(seeded.asset + 1);
  });

  it("that is dry and the first is full, and leaves no state", async () => {
    const { code, stdout } = await runAs("connector", world, ["--dry-run", "dry-first", "--state-file", "none.db", "--format", "json"], {
      CAR_SERVICE_URL: "",
    });
    expect([code, json(stdout)]).toEqual([0, expect.objectContaining({ mode: "full", dryRun: true })]);
    expect(readdirSync(join(world.folder, "dry-first"))).toContain("calls.jsonl");
    expect(existsSync(join(world.folder, "none.db"))).toBe(false);
  });

  it("keeps its state in a bucket, and is a full one where that is broken", async () => {
    const s3 = new S3Client({ endpoint: world.proxy.url, region, credentials: emulatorCredentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "states", CreateBucketConfiguration: { LocationConstraint: region } }));
    const car = await startCarService({ pollsUntilDone: 0 });
    const run = () =>
      runAs("connector", world, ["--state-file", "s3://states/car/aws.db.gz", "--format", "json"], { CAR_SERVICE_URL: car.url });
    try {
      expect(json((await run()).stdout)).toMatchObject({ mode: "full" });
      expect(json((await run()).stdout)).toMatchObject({ mode: "incremental", sent: {} });
      // A run that fails puts it back too.
      car.fault({ method: "GET", path: "databases", times: 6, deed: { kind: "status", status: 503 } });
      expect(await run()).toMatchObject({ code: 10 });
      expect(json((await run()).stdout)).toMatchObject({ mode: "incremental", sent: {} });
      await s3.send(new PutObjectCommand({ Bucket: "states", Key: "car/aws.db.gz", Body: "no gzip" }));
      const broken = await run();
      expect([broken.code, broken.stderr]).toEqual([2, expect.stringMatching(/s3:\/\/states\/car\/aws\.db\.gz can't be read/)]);
      const nowhere = await runAs("connector", world, ["--state-file", "s3://no-such-states/aws.db.gz"], { CAR_SERVICE_URL: car.url });
      expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringMatching(/name a bucket that is there/)]);
      expect(car.model()).toEqual(world.service.model());
    } finally {
      s3.destroy();
      await car.stop();
    }
  });
});
