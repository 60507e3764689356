import { z } from "zod";
import { awsShape } from "./aws-options.ts";
import type { ConfiguredGrant } from "./frame/setup.ts";
import { ConsoleRole } from "./frame/viewer.ts";

const Count = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a whole number from 1 on")
  .transform(Number);

/** `127.0.0.1:7700`, `[::1]:7700` or a port alone. */
const Listen = z
  .string()
  .regex(/^(?:(\[[0-9a-f:]+\]|[\w.-]+):)?\d{1,5}$/i, "must be HOST:PORT, such as 127.0.0.1:7700")
  .transform((text) => {
    const [, host = "127.0.0.1", port = ""] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [];
    return { host: host.replaceAll(/[[\]]/g, ""), port: Number(port) };
  })
  .refine(({ port }) => port <= 65535, "must name a port up to 65535");

const Url = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL" })
  .transform((text) => new URL(text))
  .refine(({ username, password }) => username === "" && password === "", "must hold no user and no password");

const GrantText = z
  .string()
  .regex(
    /^(subject|group):.+=(reader|reviewer|admin):(all|\d{12}(,\d{12})*)$/,
    "must be such as subject:NAME=admin:all or group:NAME=reader:111122223333,444455556666",
  )
  .transform((text): ConfiguredGrant => {
    const [, kind, principal = "", role, accounts = ""] = /^(subject|group):(.+)=(\w+):([\w,]+)$/.exec(text) ?? [];
    return {
      ...{ kind: kind === "group" ? "group" : "subject", principal, role: ConsoleRole.parse(role) },
      accounts: accounts === "all" ? ["*"] : accounts.split(","),
    };
  });

/** Everything that the console can be told, but for secrets. */
export const ConsoleConfig = z.object({
  listen: Listen.default({ host: "127.0.0.1", port: 7700 }),
  publicUrl: Url.refine(({ pathname }) => pathname === "/", "must hold no path").optional(),
  behindProxy: z.boolean().default(false),
  database: z.string().min(1).optional(),
  folder: z.string().min(1).optional(),
  demo: z.boolean().default(false),
  devLogin: z.boolean().default(false),
  oidcIssuer: Url.optional(),
  oidcClientId: z.string().min(1).optional(),
  oidcScope: z.string().min(1).default("openid profile email"),
  oidcSubjectClaim: z.string().min(1).default("sub"),
  oidcGroupsClaim: z.string().min(1).default("groups"),
  grant: z.array(GrantText).default([]),
  sessionHours: Count.default(12),
  idleMinutes: Count.default(60),
  ratePerAddress: Count.default(600),
  ratePerSubject: Count.default(600),
  connections: Count.default(10),
  cost: z.boolean().default(false),
  ...awsShape,
  quiet: z.boolean().default(false),
  debug: z.boolean().default(false),
  /** Who brings something in, by the name of the sign-in. */
  as: z.string().trim().min(1, "must be a name").max(200).optional(),
});
export type ConsoleConfig = z.infer<typeof ConsoleConfig>;
