import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";

const url = emulatorUrl();
const members: string[] = [];
let unit = "";

beforeAll(async () => {
  const client = new OrganizationsClient({ region: "us-east-1", endpoint: url, credentials: emulatorCredentials });
  await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const [root] = Roots;
  for (const name of ["one", "two", "closed", "excluded"]) {
    const { CreateAccountStatus } = await client.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }));
    members.push(CreateAccountStatus?.AccountId ?? "");
  }
  const { OrganizationalUnit } = await client.send(new CreateOrganizationalUnitCommand({ ParentId: root?.Id, Name: "unit" }));
  unit = OrganizationalUnit?.Id ?? "";
  await client.send(new MoveAccountCommand({ AccountId: members[0], SourceParentId: root?.Id, DestinationParentId: unit }));
  await client.send(new CloseAccountCommand({ AccountId: members[2] }));
});

const scan = (words: readonly string[]) =>
  plumbline(["scan", "--checks", "sqs/not-public", "--regions", "us-east-1", "--endpoint-url", url, "--format", "json", ...words], {
    folder: newFolder(),
  });
const accountsOf = (text: string): string[] => JSON.parse(text).header.accounts.map(({ id }: { id: string }) => id);

describe("the accounts of an organization", () => {
  it("--org looks at all active members, and names those that it leaves out", async () => {
    const ran = await scan(["--org", "--exclude-account", members[3]!]);
    expect(ran.code).toBe(0);
    expect(accountsOf(ran.stdout)).toEqual(["123456789012", members[0]!, members[1]!].sort());
    expect(ran.stderr).toMatch(new RegExp(`account ${members[2]} is left out: it is suspended`));
    expect(ran.stderr).toMatch(new RegExp(`account ${members[3]} is left out: it is excluded`));
  });

  it("--ou looks at the accounts below a unit", async () => {
    expect(accountsOf((await scan(["--ou", unit])).stdout)).toEqual([members[0]]);
  });

  it("a unit that does not exist is told, with nothing looked at", async () => {
    const ran = await scan(["--ou", "ou-zzzz-zzzzzzzz"]);
    expect([ran.code, ran.stdout]).toEqual([3, ""]);
    expect(ran.stderr).toMatch(/organizations:List/);
  });
});
