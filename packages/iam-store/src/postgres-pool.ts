import { readFile } from "node:fs/promises";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import type { Pool } from "pg";
import { type DatabaseUrl, sslmodeOf } from "./database-url.ts";
import { StoreError } from "./store-error.ts";

/** Makes the token by which RDS lets a user in; it lasts for 15 minutes. */
export type SignIn = (place: Pick<DatabaseUrl, "host" | "port" | "user" | "aws_region">) => Promise<string>;

/** Connections to a server. With `aws_iam=true` each new one asks for a token of its own. */
export async function openPool(place: DatabaseUrl, connections: number, signIn: SignIn = signInByRds): Promise<Pool> {
  const { Pool } = (await import("pg")).default;
  const { host, port, user, database, application_name = "plumbline", connect_timeout = 10 } = place;
  const password =
    place.aws_iam === "true" ? () => signIn(place).catch((cause: unknown) => Promise.reject(noToken(place, cause))) : place.password;
  const ssl = await tlsOf(place);
  const pool = new Pool({
    ...{ host, port, user, database, ssl, application_name, max: connections, connectionTimeoutMillis: connect_timeout * 1000 },
    ...(password === undefined ? {} : { password }),
  });
  // A connection that breaks while nobody asks would end the process. Whoever asks next is told, or gets a new one.
  return pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html */
export const signInByRds: SignIn = async ({ host, port, user, aws_region }) => {
  const { Signer } = await import("@aws-sdk/rds-signer");
  return new Signer({ hostname: host, port, username: user, ...(aws_region === undefined ? {} : { region: aws_region }) }).getAuthToken();
};

function noToken({ host, user, aws_region }: DatabaseUrl, cause: unknown): StoreError {
  const where = aws_region === undefined ? "the environment's region" : aws_region;
  const why = cause instanceof Error ? cause.message : String(cause);
  const text = `no token to sign ${user} in to ${host} by RDS in ${where} (${why}): check the AWS credentials and aws_region`;
  return new StoreError("refused", text, { cause });
}

async function tlsOf(place: DatabaseUrl): Promise<ConnectionOptions | false> {
  const { host } = place;
  const sslmode = sslmodeOf(place);
  if (sslmode === "disable") return false;
  const [ca, cert, key] = await Promise.all([
    fileOf("sslrootcert", place.sslrootcert),
    fileOf("sslcert", place.sslcert),
    fileOf("sslkey", place.sslkey),
  ]);
  return {
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    rejectUnauthorized: sslmode !== "no-verify",
    // The driver names no host to Node when it is an IP address.
    checkServerIdentity: (_, certificate) => (sslmode === "verify-ca" ? undefined : checkServerIdentity(host, certificate)),
  };
}

async function fileOf(name: string, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new StoreError("bad-address", `the file that ${name} of the database's address names can't be read: ${path}`, { cause });
  }
}
