import type { JsonFault } from "@plumbline/testkit/answer-json";
import { type CloudHealthOptions, startCloudHealth } from "@plumbline/testkit/cloudhealth/start-cloudhealth";
import { afterEach, describe, expect, it } from "vitest";
import { readAll, testSurroundings } from "../told.fixture.ts";
import { cloudhealthSource } from "./cloudhealth-source.ts";

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

const account = (owner: string | number) => ({ id: 90, name: "Primary", owner_id: owner });
async function world(options?: CloudHealthOptions) {
  const service = await startCloudHealth(options);
  stop = service.stop;
  service.put("AwsUser", [
    { id: 1, name: "ann", is_active: true, account: account("012345678901") },
    { id: 2, name: "bob", is_active: true, account: account(12345678901) },
    { id: 3, name: "gone", is_active: false, account: account("012345678901") },
  ]);
  service.put("AwsInstance", [{ id: 7, instance_id: "i-1", is_active: true, account: null }]);
  const surroundings = testSurroundings();
  const settings = { host: service.host, key: service.key, surroundings };
  return { service, surroundings, settings };
}
const complete = ["cloudhealth_user ok", "cloudhealth_instance ok"];

describe("cloudhealthSource", () => {
  it("tells active users and instances, each under its AWS account", async () => {
    const { service, settings } = await world();
    const source = cloudhealthSource({ ...settings, account: "999999999999", organization: "42" });
    const { rows, cells } = await readAll(source);
    expect([source.listing, source.account]).toEqual([`cloudhealth/${new URL(service.host).host}/42`, "999999999999"]);
    expect(cells).toEqual(complete);
    const untold = { arn: null, createdAt: null, updatedAt: null };
    expect(rows).toEqual([
      {
        ...{ kind: "cloudhealth_user", id: "1", account: "012345678901", name: "ann", ...untold },
        facts: { found: { id: 1, name: "ann", is_active: true, account: account("012345678901") } },
      },
      expect.objectContaining({ id: "2", account: "012345678901", name: "bob" }),
      expect.objectContaining({ kind: "cloudhealth_instance", id: "7", account: "999999999999", name: "i-1" }),
    ]);
    expect(service.requests[0]).toBe(
      "GET /api/search?name=AwsUser&query=is_active%3D1&api_version=2&page=1&per_page=1000&include=account&org_id=42",
    );
  });

  it("takes pages until one is empty", async () => {
    const { service, settings } = await world({ mostOfPage: 1 });
    expect((await readAll(cloudhealthSource(settings))).names).toEqual([
      "cloudhealth_user ann",
      "cloudhealth_user bob",
      "cloudhealth_instance i-1",
    ]);
    expect(service.requests).toHaveLength(5);
  });

  it("does not take the same page for ever", async () => {
    const { settings } = await world({ ignoresPage: true });
    const { cells, messages } = await readAll(cloudhealthSource(settings));
    expect(cells).toEqual(["cloudhealth_user failed", "cloudhealth_instance failed"]);
    expect(messages[0]).toContain("answers the page before once more");
  });

  it("leaves users that may not be read incomplete, and instances complete", async () => {
    const { service, settings } = await world();
    service.fault({ path: "name=AwsUser", deed: { status: 403, body: { error: "Forbidden" } } });
    const { cells, names } = await readAll(cloudhealthSource(settings));
    expect({ cells, names }).toEqual({
      cells: ["cloudhealth_user denied", "cloudhealth_instance ok"],
      names: ["cloudhealth_instance i-1"],
    });
  });

  it("waits as long as CloudHealth says", async () => {
    const { service, settings, surroundings } = await world();
    service.fault({ path: "AwsUser", deed: { status: 429, retryAfter: "30" } });
    expect((await readAll(cloudhealthSource(settings))).cells).toEqual(complete);
    expect(surroundings.slept).toEqual([30_000]);
  });

  const faults: Record<string, [deed: JsonFault["deed"], outcome: string]> = {
    "too many calls": [{ status: 429 }, "throttled"],
    "trouble of the server": [{ status: 503 }, "failed"],
    "a timeout of the server": [{ status: 408 }, "timed-out"],
    silence: ["silence", "timed-out"],
    "cut connections": ["drop", "network"],
    "the page of a proxy": [{ status: 200, body: "<html>" }, "failed"],
    "a redirect": [{ status: 302 }, "failed"],
    "an object": [{ status: 200, body: { assets: [] } }, "failed"],
  };
  it.each(Object.entries(faults))("keeps page one and says that users are incomplete after %s on page two", async (_, [deed, outcome]) => {
    const { service, settings, surroundings } = await world({ mostOfPage: 1 });
    service.fault({ path: "AwsUser.*&page=2", times: 99, deed });
    const brief = { ...surroundings, timeoutMilliseconds: 200, attempts: 2 };
    const { cells, names } = await readAll(cloudhealthSource({ ...settings, surroundings: brief }));
    expect(cells).toEqual([`cloudhealth_user ${outcome}`, "cloudhealth_instance ok"]);
    expect(names).toEqual(["cloudhealth_user ann", "cloudhealth_instance i-1"]);
  });

  it("tells of a wrong key without it, and never sends one in an address", async () => {
    const { service, settings, surroundings } = await world();
    const { cells, messages } = await readAll(cloudhealthSource({ ...settings, key: "another-key" }));
    expect(cells).toEqual(["cloudhealth_user denied", "cloudhealth_instance denied"]);
    expect(messages[0]).toContain("Invalid API key Bearer <secret>");
    expect([...messages, ...surroundings.lines, ...service.requests].join()).not.toContain("another-key");
  });

  it("leaves out what it can't understand, and says so", async () => {
    const { service, settings } = await world();
    service.put("AwsUser", [
      { name: "no id", is_active: true },
      { id: 4, name: "a\u0000b", is_active: true },
      { id: 5, is_active: true },
    ]);
    const { cells, names, messages } = await readAll(cloudhealthSource(settings));
    expect(cells).toEqual(["cloudhealth_user failed", "cloudhealth_instance ok"]);
    expect(names).toEqual(["cloudhealth_user 5", "cloudhealth_instance i-1"]);
    expect(messages[0]).toContain("2 of what it told could not be understood");
  });

  const bad: Record<string, [given: object, words: string]> = {
    "a host over the network without TLS": [{ host: "http://chapi.example" }, "by https only"],
    "a host with a key": [{ host: "https://key@chapi.example" }, "holds a user or a password"],
    "a host with a path": [{ host: "https://chapi.example/api?api_key=1" }, "holds a path"],
    "no host": [{ host: " " }, "is none"],
    "no key": [{ key: "" }, "is empty"],
    "a key with a line break": [{ key: "a\nb" }, "a character that no key has"],
    "an organization that is no id": [{ organization: "a b" }, "is no id"],
  };
  it.each(Object.entries(bad))("refuses %s", (_, [given, words]) => {
    const settings = { host: "chapi.example", key: "key", surroundings: testSurroundings() };
    expect(() => cloudhealthSource({ ...settings, ...given })).toThrow(words);
  });
});
