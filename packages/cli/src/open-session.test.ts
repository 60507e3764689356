import { describe, expect, it } from "vitest";
import { startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { isLoopback, newRunId, openSession } from "./open-session.ts";

const endpoints: Record<string, { endpoint: string | undefined; is: boolean }> = {
  none: { endpoint: undefined, is: false },
  AWS: { endpoint: "https://sqs.us-east-1.amazonaws.com", is: false },
  "this machine": { endpoint: "http://127.0.0.1:5000", is: true },
  "this machine, by another of its addresses": { endpoint: "http://127.8.9.10", is: true },
  "this machine, in short": { endpoint: "http://127.1", is: true },
  "this machine, by name": { endpoint: "http://localhost:5000/x", is: true },
  "this machine, version 6": { endpoint: "http://[::1]:5000", is: true },
  "a name that only begins so": { endpoint: "http://127.0.0.1.example.com", is: false },
  "a name that only ends so": { endpoint: "http://notlocalhost", is: false },
  "a user that is called so": { endpoint: "http://localhost@example.com", is: false },
  "any address": { endpoint: "http://0.0.0.0", is: false },
};
it.each(Object.entries(endpoints))("isLoopback: %s", (_, { endpoint, is }) => {
  expect(isLoopback(endpoint)).toBe(is);
});

it("newRunId sorts by the clock and tells runs of one instant apart", () => {
  const { io } = testIo();
  const ids = [newRunId(io), newRunId(io), newRunId({ ...io, now: () => new Date("2026-03-01T12:00:00.001Z") })];
  expect(ids).toEqual(["20260301T120000000Z-000001", "20260301T120000000Z-000002", "20260301T120000001Z-000003"]);
  expect(ids.toSorted()).toEqual(ids);
});

const refused: Record<string, { options: Partial<GlobalOptions>; says: RegExp }> = {
  "a region that is none": { options: { regions: ["mars-1x"] }, says: /^--regions: there is no region mars-1x$/ },
  "a region that is none behind one": { options: { regions: ["eu-west-1", "global"] }, says: /there is no region global/ },
  "regions of two partitions": {
    options: { regions: ["eu-west-1", "cn-north-1"] },
    says: /eu-west-1, cn-north-1 are of several partitions/,
  },
  "all and a region": { options: { regions: ["all", "eu-west-1"] }, says: /all stands alone/ },
  "a role that is no ARN": { options: { roleArn: ["admin"] }, says: /^--role-arn: a role ARN looks like/ },
  "an external id that is too short": { options: { externalId: "x" }, says: /^--external-id: must have at least 2 characters$/ },
  "a role name that is none": { options: { accountRole: "a b" }, says: /^--account-role: must be a role's name$/ },
};

describe("openSession", () => {
  it.each(Object.entries(refused))("refuses %s before any call", async (_, { options, says }) => {
    const cloud = await startCloud();
    const given = GlobalOptions.parse({ endpointUrl: cloud.url, ...options });
    await expect(openSession(given, "r1", testIo().io)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
    expect(cloud.calls).toEqual([]);
    await cloud.close();
  });

  it("signs in at the first region named, by the roles given, with the run in the session's name", async () => {
    const cloud = await startCloud();
    const roleArn = ["arn:aws:iam::222222222222:role/a", "arn:aws:iam::333333333333:role/b"];
    const options = { endpointUrl: cloud.url, regions: ["eu-west-1", "us-east-1"], roleArn, externalId: "known", accountRole: "x/auditor" };
    const session = await openSession(GlobalOptions.parse(options), "r1", testIo().io);
    expect(session.callerAccount).toBe("333333333333");
    await session.connect({ account: "444444444444", region: "us-east-1" });
    session.close();
    expect(
      cloud.calls.map(({ operation, region, account, input }) => [
        operation,
        region,
        account,
        input["RoleArn"],
        input["ExternalId"],
        input["RoleSessionName"],
      ]),
    ).toEqual([
      ["AssumeRole", "eu-west-1", "111111111111", roleArn[0], "known", "plumbline-r1"],
      ["AssumeRole", "eu-west-1", "222222222222", roleArn[1], "known", "plumbline-r1"],
      ["GetCallerIdentity", "eu-west-1", "333333333333", undefined, undefined, undefined],
      ["AssumeRole", "eu-west-1", "333333333333", "arn:aws:iam::444444444444:role/x/auditor", "known", "plumbline-r1"],
    ]);
    await cloud.close();
  });

  it("goes nowhere but to the endpoint that is named, whatever the environment says", async () => {
    const cloud = await startCloud();
    const environment = {
      ...testIo().io.environment,
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9",
      HOME: newFolder(),
    };
    const session = await openSession(GlobalOptions.parse({ endpointUrl: cloud.url }), "r1", testIo({ environment }).io);
    expect([session.callerAccount, cloud.count("GetCallerIdentity")]).toEqual(["111111111111", 1]);
    session.close();
    await cloud.close();
  });
});
