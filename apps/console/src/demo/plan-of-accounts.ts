/** An account of the demo, and how large it is. */
export interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly businessUnit: string | null;
  readonly owner: string | null;
  readonly supportTeam: string | null;
  readonly securityContact: string | null;
  readonly users: number;
  readonly roles: number;
  /** Of a hundred users with a password, how many have an MFA device. */
  readonly mfa: number;
}

/** AWS keeps these ids for examples. https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const demoAccounts: readonly [DemoAccount, DemoAccount, DemoAccount] = [
  {
    ...{ id: "111122223333", name: "shop-production", businessUnit: "Shop", owner: "shop-leads@example.com" },
    ...{ supportTeam: "Shop operations", securityContact: "security@example.com", users: 72, roles: 48, mfa: 100 },
  },
  {
    ...{ id: "444455556666", name: "shop-staging", businessUnit: "Shop", owner: "shop-leads@example.com" },
    ...{ supportTeam: "Shop operations", securityContact: null, users: 58, roles: 36, mfa: 82 },
  },
  {
    ...{ id: "777788889999", name: "data-platform", businessUnit: "Data", owner: null },
    ...{ supportTeam: null, securityContact: "security@example.com", users: 96, roles: 64, mfa: 60 },
  },
];

export const firstNames = [
  ...["ada", "alan", "amara", "anton", "bea", "boris", "chen", "clara", "dalia", "david", "edith", "emil", "fatima", "felix", "grace"],
  ...["hana", "hugo", "ines", "ivan", "jana", "jonas", "kaito", "kira", "lena", "luca", "maya", "milan", "nadia", "noah", "olga", "omar"],
  ...[
    "paula",
    "pedro",
    "quinn",
    "rana",
    "remy",
    "sara",
    "simon",
    "tara",
    "theo",
    "uma",
    "vera",
    "viktor",
    "wanda",
    "xenia",
    "yusuf",
    "zoe",
  ],
] as const;
export const lastNames = [
  "berg",
  "costa",
  "diaz",
  "fischer",
  "haddad",
  "ito",
  "kowal",
  "lind",
  "moreau",
  "novak",
  "okafor",
  "patel",
] as const;
export const groupNames = ["admins", "analysts", "auditors", "backend", "billing", "data-engineers", "frontend", "on-call"] as const;
export const services = ["ec2", "lambda", "ecs-tasks", "codebuild", "glue", "events"] as const;
export const systems = ["checkout", "catalog", "search", "payments", "reports", "warehouse", "mail", "images", "orders"] as const;
