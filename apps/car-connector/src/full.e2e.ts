import { CreateApplicationCommand, CreateEnvironmentCommand } from "@aws-sdk/client-elastic-beanstalk";
import { CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { place, runInstance, startWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(inject("emulatorUrl"));
});
afterAll(() => world.stop());

describe("a full import", () => {
  it("puts what was seeded into CAR", async () => {
    const { clients, hub } = world;
    const instances = [await runInstance(world, "web"), await runInstance(world, "db")];
    const database = { Engine: "postgres", MasterUsername: "admin", MasterUserPassword: "CANARY-database", AllocatedStorage: 10 };
    for (const DBInstanceIdentifier of ["orders", "bills"])
      await clients.rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: "db.t3.micro", ...database }));
    await clients.beanstalk.send(new CreateApplicationCommand({ ApplicationName: "shop" }));
    await clients.beanstalk.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "shop-live" }));
    hub.put(place, {
      ...{ SchemaVersion: "2018-10-08", Id: "finding-1", ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector" },
      ...{ GeneratorId: "g", AwsAccountId: place.account, Region: place.region, Title: "CVE-2026-1", Description: "d" },
      ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Severity: { Label: "HIGH", Normalized: 70 } },
      ...{ CreatedAt: "2026-01-01T00:00:00Z", UpdatedAt: "2026-01-01T00:00:00Z", RecordState: "ACTIVE", Workflow: { Status: "NEW" } },
      Resources: instances.map((id) => ({
        ...{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:eu-west-1:${place.account}:instance/${id}`, Partition: "aws", Region: "eu-west-1" },
      })),
      Vulnerabilities: [{ Id: "CVE-2026-1", Cvss: [{ Version: "3.1", BaseScore: 7.5 }] }],
    });
    const { code, stdout, stderr } = await world.run();
    console.log(stdout, stderr, world.service.counts());
    expect(code, stderr).toBe(0);
  });
});
