import {
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  DeleteApplicationCommand,
  DescribeApplicationsCommand,
  DescribeEnvironmentsCommand,
  type DescribeEnvironmentsMessage,
  ElasticBeanstalkClient,
  ListTagsForResourceCommand,
  SwapEnvironmentCNAMEsCommand,
  TerminateEnvironmentCommand,
  UpdateApplicationCommand,
  UpdateEnvironmentCommand,
  UpdateTagsForResourceCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, memberCredentials } from "./account.ts";
import { beanstalk } from "./beanstalk.ts";
import { emulatorCredentials } from "./emulator.ts";
import { type EmulatorProxy, startProxy } from "./proxy.ts";
import { emulatorUrl } from "./worker-emulator.ts";

const clock = { ms: Date.parse("2026-11-01T12:00:00Z") };
const place: { proxy?: EmulatorProxy } = {};
beforeAll(async () => {
  const faults = beanstalk({ now: () => new Date(clock.ms), launchSeconds: 60, terminateSeconds: 30 });
  place.proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults });
});
afterAll(() => place.proxy?.stop());

const clientIn = (region: string, credentials: Keys = emulatorCredentials) =>
  new ElasticBeanstalkClient({ endpoint: place.proxy!.url, region, credentials, maxAttempts: 1 });
const environmentsIn = async (client: ElasticBeanstalkClient, filter: DescribeEnvironmentsMessage = {}) =>
  (await client.send(new DescribeEnvironmentsCommand(filter))).Environments ?? [];
const namesIn = async (client: ElasticBeanstalkClient, filter: DescribeEnvironmentsMessage = {}) =>
  (await environmentsIn(client, filter)).map(({ EnvironmentName }) => EnvironmentName);
/** A region of its own for each test, with an application `shop` and environments of it. */
const shopIn = async (region: string, ...names: string[]) => {
  const client = clientIn(region);
  await client.send(new CreateApplicationCommand({ ApplicationName: "shop", Description: "The <shop> & more" }));
  const made = [];
  for (const EnvironmentName of names)
    made.push(
      await client.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName, VersionLabel: `of-${EnvironmentName}` })),
    );
  return { client, made };
};

describe("the stand-in for Beanstalk", () => {
  it("makes, tells, changes and deletes applications; other services are the emulator's", async () => {
    const { client } = await shopIn("eu-west-1");
    await client.send(new CreateApplicationCommand({ ApplicationName: "blog" }));
    const { Applications } = await client.send(new DescribeApplicationsCommand({ ApplicationNames: ["shop", "none"] }));
    expect(Applications).toEqual([
      {
        ...{ ApplicationName: "shop", ApplicationArn: "arn:aws:elasticbeanstalk:eu-west-1:123456789012:application/shop" },
        ...{ Description: "The <shop> & more", DateCreated: new Date(clock.ms), DateUpdated: new Date(clock.ms) },
        ...{ Versions: [], ConfigurationTemplates: [] },
      },
    ]);
    const { Application } = await client.send(new UpdateApplicationCommand({ ApplicationName: "shop", Description: "Closed" }));
    expect(Application?.Description).toBe("Closed");
    await client.send(new DeleteApplicationCommand({ ApplicationName: "shop" }));
    const left = (await client.send(new DescribeApplicationsCommand({}))).Applications;
    expect(left?.map(({ ApplicationName }) => ApplicationName)).toEqual(["blog"]);
    const sts = new STSClient({ endpoint: place.proxy!.url, region: "eu-west-1", credentials: emulatorCredentials });
    expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe("123456789012");
  });

  it("gives an environment id, ARN and CNAME at once, and its endpoint when it is ready", async () => {
    const { client, made } = await shopIn("cn-north-1", "live", "next");
    const single = { Namespace: "aws:elasticbeanstalk:environment", OptionName: "EnvironmentType", Value: "SingleInstance" };
    await client.send(
      new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "one", CNAMEPrefix: "own", OptionSettings: [single] }),
    );
    expect(made[0]).toMatchObject({
      ...{ EnvironmentName: "live", ApplicationName: "shop", Status: "Launching", VersionLabel: "of-live" },
      EnvironmentArn: "arn:aws-cn:elasticbeanstalk:cn-north-1:123456789012:environment/shop/live",
    });
    expect(made[0]?.EndpointURL).toBeUndefined();
    const ids = made.map(({ EnvironmentId }) => EnvironmentId);
    expect([new Set(ids).size, ids.every((id) => /^e-[a-z0-9]{10}$/.test(id ?? ""))]).toEqual([2, true]);
    clock.ms += 60_000;
    const ready = await environmentsIn(client);
    expect(ready.map(({ Status, Health }) => [Status, Health])).toEqual(Array(3).fill(["Ready", "Green"]));
    expect(ready.map(({ EndpointURL }) => /\.elb\.|^192\.0\.2\.\d+$/.exec(EndpointURL ?? "")?.[0])).toEqual([
      ".elb.",
      ".elb.",
      "192.0.2.3",
    ]);
    expect(ready[2]?.CNAME).toBe("own.cn-north-1.elasticbeanstalk.com");
  });

  it("filters by each field, and by several at once", async () => {
    const { client, made } = await shopIn("eu-west-2", "a-live", "b-live");
    await client.send(new CreateApplicationCommand({ ApplicationName: "blog" }));
    await client.send(new CreateEnvironmentCommand({ ApplicationName: "blog", EnvironmentName: "c-live" }));
    const EnvironmentIds = [made[1]?.EnvironmentId ?? ""];
    expect(await namesIn(client, { ApplicationName: "shop" })).toEqual(["a-live", "b-live"]);
    expect(await namesIn(client, { EnvironmentIds })).toEqual(["b-live"]);
    expect(await namesIn(client, { EnvironmentNames: ["c-live", "a-live", "none"] })).toEqual(["a-live", "c-live"]);
    expect(await namesIn(client, { VersionLabel: "of-a-live" })).toEqual(["a-live"]);
    expect(await namesIn(client, { EnvironmentIds, EnvironmentNames: ["a-live"] })).toEqual([]);
  });

  it("gives pages of the asked size until the end", async () => {
    const { client } = await shopIn("eu-west-3", "a-live", "b-live", "c-live");
    const first = await client.send(new DescribeEnvironmentsCommand({ MaxRecords: 2 }));
    const last = await client.send(new DescribeEnvironmentsCommand({ MaxRecords: 2, NextToken: first.NextToken }));
    expect([first, last].map(({ Environments }) => Environments?.map(({ EnvironmentName }) => EnvironmentName))).toEqual([
      ["a-live", "b-live"],
      ["c-live"],
    ]);
    expect(last.NextToken).toBeUndefined();
  });

  it("terminates in its time, tells of it only when asked, and lets the name be taken again with tags of its own", async () => {
    const { client, made } = await shopIn("us-west-1", "live");
    const ResourceArn = made[0]?.EnvironmentArn;
    await client.send(new UpdateTagsForResourceCommand({ ResourceArn, TagsToAdd: [{ Key: "old", Value: "1" }] }));
    const begun = new Date(clock.ms);
    expect((await client.send(new TerminateEnvironmentCommand({ EnvironmentName: "live" }))).Status).toBe("Terminating");
    expect(await namesIn(client)).toEqual(["live"]);
    clock.ms += 30_000;
    expect(await namesIn(client)).toEqual([]);
    await expect(client.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect((await environmentsIn(client, { IncludeDeleted: true, IncludedDeletedBackTo: begun })).map(({ Status }) => Status)).toEqual([
      "Terminated",
    ]);
    expect(await namesIn(client, { IncludeDeleted: true, IncludedDeletedBackTo: new Date(clock.ms) })).toEqual([]);
    const again = await client.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "live" }));
    expect([again.EnvironmentArn, again.EnvironmentId === made[0]?.EnvironmentId]).toEqual([ResourceArn, false]);
    expect((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).ResourceTags).toEqual([]);
  });

  it("swaps the CNAMEs of two environments by id or by name, and changes one", async () => {
    const { client, made } = await shopIn("us-west-2", "live", "next");
    const [live, next] = made;
    const cnames = async () => (await environmentsIn(client)).map(({ CNAME }) => CNAME);
    await client.send(
      new SwapEnvironmentCNAMEsCommand({ SourceEnvironmentId: live?.EnvironmentId, DestinationEnvironmentId: next?.EnvironmentId }),
    );
    expect(await cnames()).toEqual([next?.CNAME, live?.CNAME]);
    await client.send(new SwapEnvironmentCNAMEsCommand({ SourceEnvironmentName: "next", DestinationEnvironmentName: "live" }));
    expect(await cnames()).toEqual([live?.CNAME, next?.CNAME]);
    const updated = await client.send(new UpdateEnvironmentCommand({ EnvironmentName: "next", VersionLabel: "v2" }));
    expect([updated.VersionLabel, updated.EnvironmentId]).toEqual(["v2", next?.EnvironmentId]);
  });

  it("keeps tags of applications and environments", async () => {
    const client = clientIn("us-east-2");
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "" },
    ];
    const { Application } = await client.send(new CreateApplicationCommand({ ApplicationName: "shop", Tags }));
    const made = await client.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "live", Tags }));
    for (const ResourceArn of [Application?.ApplicationArn, made.EnvironmentArn]) {
      expect((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).ResourceTags).toEqual(Tags);
      await client.send(
        new UpdateTagsForResourceCommand({ ResourceArn, TagsToAdd: [{ Key: "a", Value: "2" }], TagsToRemove: ["b", "none"] }),
      );
      const told = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
      expect(told).toMatchObject({ ResourceArn, ResourceTags: [{ Key: "a", Value: "2" }] });
    }
  });

  it("keeps accounts and regions apart", async () => {
    const { client } = await shopIn("ca-central-1", "live");
    const member = await memberCredentials({ url: place.proxy!.url, account: "222233334444", partition: "aws" });
    expect(await namesIn(clientIn("ca-central-1", member))).toEqual([]);
    expect(await namesIn(clientIn("ca-west-1"))).toEqual([]);
    expect(await namesIn(client)).toEqual(["live"]);
  });

  it("refuses as AWS does", async () => {
    const { client } = await shopIn("sa-east-1", "live");
    const refusals: Record<string, [ask: () => Promise<unknown>, code: string]> = {
      "an application that is there": [
        () => client.send(new CreateApplicationCommand({ ApplicationName: "shop" })),
        "InvalidParameterValue",
      ],
      "an application with environments": [
        () => client.send(new DeleteApplicationCommand({ ApplicationName: "shop" })),
        "InvalidParameterValue",
      ],
      "an environment of no application": [
        () => client.send(new CreateEnvironmentCommand({ ApplicationName: "none", EnvironmentName: "x-live" })),
        "InvalidParameterValue",
      ],
      "a name that is taken": [
        () => client.send(new CreateEnvironmentCommand({ ApplicationName: "shop", EnvironmentName: "live" })),
        "InvalidParameterValue",
      ],
      "an environment that is not there": [
        () => client.send(new TerminateEnvironmentCommand({ EnvironmentId: "e-none" })),
        "InvalidParameterValue",
      ],
      "no environment": [() => client.send(new TerminateEnvironmentCommand({})), "MissingRequiredParameter"],
      "tags of nothing": [() => client.send(new ListTagsForResourceCommand({ ResourceArn: "arn:x" })), "ResourceNotFoundException"],
    };
    for (const [what, [ask, code]] of Object.entries(refusals)) await expect(ask(), what).rejects.toMatchObject({ name: code });
    await client.send(new DeleteApplicationCommand({ ApplicationName: "shop", TerminateEnvByForce: true }));
    expect((await environmentsIn(client)).map(({ Status }) => Status)).toEqual(["Terminating"]);
  });
});
