import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount, readBuckets, startWorld, type World } from "./world.fixture.ts";

// More regions take time alone.
const region = ["--regions", "eu-west-1"];
let world: World;
let made: Awaited<ReturnType<typeof fillAccount>>;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  made = await fillAccount(world, "123456789012", "own");
});
afterAll(() => world.stop());

describe("iam collect --local", () => {
  it("writes users, groups, roles and policies with what they hold", async () => {
    const { code, stderr, stdout } = await world.run(["collect", "--local", "--json", ...region]);
    const { incomplete } = JSON.parse(stdout);
    expect({ code, stderr, incomplete }).toEqual({ code: 0, stderr: "", incomplete: [] });
    const inventory = await world.inventory();
    const [ann] = inventory.of("iam_user");
    expect(ann).toMatchObject({ name: "own-ann", facts: { path: "/", tags: { owner: "ops" }, permissionsBoundary: null } });
    const [group] = inventory.of("iam_group");
    expect(inventory.of("iam_membership")).toMatchObject([{ facts: { userId: ann?.id, groupId: group?.id, groupName: "own-admins" } }]);
    expect(inventory.of("iam_attachment")).toMatchObject([{ facts: { principalId: ann?.id, policyArn: made.policyArn } }]);
    expect(inventory.of("iam_inline_policy")).toMatchObject([{ name: "own", facts: { document: readBuckets } }]);
    expect(inventory.of("iam_access_key")).toMatchObject([
      { id: "123456789012/key-1", facts: { userName: "<root_account>", status: "Active" } },
      { id: made.accessKeyId, facts: { userId: ann?.id, status: "Active" } },
    ]);
    expect(inventory.of("iam_login_profile")).toMatchObject([{ id: ann?.id, name: "own-ann" }]);
    expect(inventory.of("iam_activity").map(({ id, facts }) => [id, facts.of, facts.lastUsedAt])).toEqual(
      expect.arrayContaining([
        ["123456789012", "password", "2026-02-01T08:00:00.000Z"],
        [ann?.id, "password", null],
        [made.accessKeyId, "access-key", null],
      ]),
    );
    expect(inventory.of("iam_role").map(({ name }) => name)).toEqual(["own-job"]);
    expect(inventory.of("iam_policy")).toMatchObject([{ name: "own-read", facts: { isAwsManaged: false, document: readBuckets } }]);
  });

  it("writes no version when nothing has changed", async () => {
    const before = await world.inventory();
    expect((await world.run(["collect", "--local", ...region])).code).toBe(0);
    expect((await world.inventory()).versions).toBe(before.versions);
  });
});
