import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { accountTrust, githubTrust, inlineDocument, openTrust, serviceTrust } from "./documents.ts";
import { type DemoAccount, firstNames, groupNames, lastNames, services, systems } from "./plan-of-accounts.ts";
import type { Random } from "./random.ts";

export const day = 86_400_000;
export const partition = "aws";

export interface DemoKey {
  readonly id: string;
  readonly createdAt: number;
  status: "Active" | "Inactive";
  lastUsedAt: number | null;
}
export interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly groups: Set<string>;
  readonly attached: Set<string>;
  readonly tags: Record<string, string>;
  keys: DemoKey[];
  hasPassword: boolean;
  mfaSince: number | null;
  lastUsedAt: number | null;
}
export interface DemoRole {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly attached: Set<string>;
  readonly inline: Map<string, PolicyText>;
  trust: PolicyText;
  boundary: string | null;
  lastUsedAt: number | null;
}
export interface DemoWorld {
  readonly account: DemoAccount;
  readonly groups: Map<string, { readonly id: string; readonly attached: Set<string> }>;
  readonly policyIds: Map<string, string>;
  users: DemoUser[];
  roles: DemoRole[];
}

const policiesOfGroup: Readonly<Record<string, readonly string[]>> = {
  ...{ admins: ["AdministratorAccess"], analysts: ["ReadData"], auditors: ["SecurityAudit"], backend: ["DeployServices"] },
  ...{ billing: ["Billing"], "data-engineers": ["ReadData", "WriteData"], frontend: ["ReadOnlyAccess"], "on-call": ["PowerUserAccess"] },
};

/** A user who may not be new. */
export function newUser(random: Random, world: Pick<DemoWorld, "account" | "users">, createdAt: number, now: number): DemoUser {
  const isRobot = random.percent(18);
  const names = new Set(world.users.map(({ name }) => name));
  const wanted = isRobot ? `svc-${random.of(systems)}` : `${random.of(firstNames)}.${random.of(lastNames)}`;
  const name = names.has(wanted) ? `${wanted}-${random.below(90) + 10}` : wanted;
  const hasPassword = !isRobot && random.percent(90);
  const used = () =>
    random.percent(88)
      ? now - random.below(60) * day - random.below(day)
      : random.percent(50)
        ? null
        : now - (120 + random.below(300)) * day;
  const key = (): DemoKey => ({ id: random.id("AKIA").slice(0, 20), createdAt, status: "Active", lastUsedAt: used() });
  return {
    ...{ id: random.id("AIDA"), name, createdAt, hasPassword },
    groups: new Set(
      isRobot
        ? []
        : [random.of(groupNames), ...(random.percent(25) ? [random.of(groupNames)] : [])].filter(
            (one) => one !== "admins" || random.percent(45),
          ),
    ),
    attached: new Set(random.percent(isRobot ? 80 : 8) ? [random.of(["ReadData", "WriteData", "DeployServices", "ReadOnlyAccess"])] : []),
    tags: isRobot ? { owner: "platform@example.com" } : { email: `${name}@example.com`, team: random.of(groupNames) },
    keys: isRobot || random.percent(30) ? [key()] : [],
    mfaSince: hasPassword && random.percent(world.account.mfa) ? createdAt + day : null,
    lastUsedAt: hasPassword ? used() : null,
  };
}

/** A role for a service, a pipeline, another account, or one that stood there for long. */
export function newRole(random: Random, world: Pick<DemoWorld, "account" | "roles">, createdAt: number, now: number): DemoRole {
  const { account } = world;
  const [system, service] = [random.of(systems), random.of(services)];
  const sort = random.below(10);
  const names = new Set(world.roles.map(({ name }) => name));
  const kinds: { name: string; trust: PolicyText; path?: string }[] = [
    { name: `deploy-${system}`, trust: githubTrust(account.id, partition, `repo:example/${system}:*`) },
    { name: `partner-${system}`, trust: accountTrust("222233334444", partition, random.percent(60) ? `${system}-7319` : undefined) },
    { name: `AWSServiceRoleFor${system}`, path: "/aws-service-role/", trust: serviceTrust(service) },
  ];
  const { name: wanted, trust, path = "/" } = kinds[sort] ?? { name: `${system}-${service}`, trust: serviceTrust(service) };
  return {
    ...{ id: random.id("AROA"), name: names.has(wanted) ? `${wanted}-${random.below(90) + 10}` : wanted, path, createdAt, trust },
    attached: new Set([random.of(["ReadData", "WriteData", "DeployServices", "ReadOnlyAccess", "SecurityAudit"])]),
    inline: random.percent(45) ? new Map([[`${system}-bucket`, inlineDocument(system, ["s3:GetObject", "s3:PutObject"])]]) : new Map(),
    boundary: random.percent(35) ? "BoundaryOfWorkloads" : null,
    lastUsedAt: random.percent(80) ? now - random.below(40) * day - random.below(day) : null,
  };
}

/** An account as it was at the beginning. */
export function newWorld(random: Random, account: DemoAccount, begin: number): DemoWorld {
  const world: DemoWorld = {
    ...{ account, users: [], roles: [], policyIds: new Map() },
    groups: new Map(groupNames.map((name) => [name, { id: random.id("AGPA"), attached: new Set(policiesOfGroup[name]) }])),
  };
  for (let i = 0; i < account.users; i++) world.users.push(newUser(random, world, begin - random.below(900) * day, begin));
  for (let i = 0; i < account.roles; i++) world.roles.push(newRole(random, world, begin - random.below(900) * day, begin));
  return world;
}

/** What happens in an account in some days. */
export function passDays(random: Random, world: DemoWorld, now: number): void {
  for (let i = random.below(3); i > 0; i--) world.users.push(newUser(random, world, now - random.below(6) * day, now));
  for (let i = random.below(2); i > 0; i--) world.roles.push(newRole(random, world, now - random.below(6) * day, now));
  if (random.percent(45)) world.users.splice(random.below(world.users.length), 1);
  for (const user of world.users) {
    if (random.percent(70) && user.lastUsedAt !== null && now - user.lastUsedAt < 70 * day)
      user.lastUsedAt = now - random.below(5) * day - random.below(day);
    if (random.percent(4)) random.percent(50) ? user.groups.add(random.of(groupNames)) : user.groups.clear();
    if (random.percent(2)) user.attached.add(random.of(["ReadData", "PowerUserAccess", "AdministratorAccess"]));
    if (random.percent(3) && user.hasPassword && user.mfaSince === null) user.mfaSince = now - day;
    for (const key of user.keys) {
      if (key.lastUsedAt !== null && now - key.lastUsedAt < 70 * day && random.percent(60))
        key.lastUsedAt = now - random.below(4) * day - random.below(day);
      if (random.percent(2)) key.status = "Inactive";
    }
  }
  for (const role of world.roles) {
    if (role.lastUsedAt !== null && random.percent(70)) role.lastUsedAt = now - random.below(5) * day - random.below(day);
    if (random.percent(2)) role.inline.set("extra", inlineDocument(random.of(systems), ["s3:*"]));
    if (random.percent(1)) role.boundary = null;
  }
  // Somebody opens a role to everyone, once and in one account alone.
  const [first] = world.roles;
  if (world.account.id === "777788889999" && first && !world.roles.some(({ trust }) => trust === openTrust)) first.trust = openTrust;
}
