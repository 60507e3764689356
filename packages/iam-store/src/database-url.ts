import { z } from "zod";
import { StoreError } from "./store-error.ts";

/** What an address may say of how to connect; paths are those of files. https://www.postgresql.org/docs/15/libpq-connect.html */
const Parameters = z.strictObject({
  /**
   * `disable`, or how TLS is checked: `require` and `verify-full` check the certificate and the host's name, `verify-ca` the certificate,
   * `no-verify` nothing. See `sslmodeOf` for what holds where nothing is said.
   */
  sslmode: z.enum(["disable", "require", "verify-ca", "verify-full", "no-verify"]).optional(),
  sslrootcert: z.string().optional(),
  sslcert: z.string().optional(),
  sslkey: z.string().optional(),
  /** In seconds. */
  connect_timeout: z.coerce.number().positive().optional(),
  application_name: z.string().optional(),
  /** `true`: the password of each connection is a token of RDS. */
  aws_iam: z.enum(["true", "false"]).optional(),
  aws_region: z.string().optional(),
});

/** An address of PostgreSQL, taken apart. */
export interface DatabaseUrl extends z.output<typeof Parameters> {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
}

const wanted = "postgresql://user:password@host:5432/database";

/** Takes an address apart. Throws StoreError `bad-address`, which never tells the password. */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  if (!/^postgres(ql)?:\/\//.test(text)) throw bad("it must begin with postgres:// or postgresql://");
  if (!URL.canParse(text)) throw bad(`it is no URL such as ${wanted}; in a password, write @ as %40, / as %2F, # as %23 and % as %25`);
  const url = new URL(text);
  const database = decoded(url.pathname.slice(1), "the database");
  if (url.hostname === "" || url.username === "" || database === "") throw bad(`it must name user, host and database: ${wanted}`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 5432 : Number(url.port),
    user: decoded(url.username, "the user"),
    password: url.password === "" ? undefined : decoded(url.password, "the password"),
    database,
    ...parametersOf(url),
  };
}

/** How TLS is checked: in full, unless something else is said, or the server is on this machine and no token goes there. */
export function sslmodeOf({
  host,
  sslmode,
  aws_iam,
}: Pick<DatabaseUrl, "host" | "sslmode" | "aws_iam">): NonNullable<DatabaseUrl["sslmode"]> {
  const isHere = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
  return sslmode ?? (isHere && aws_iam !== "true" ? "disable" : "verify-full");
}

function parametersOf(url: URL): z.output<typeof Parameters> {
  const { data, error } = Parameters.safeParse(Object.fromEntries(url.searchParams));
  if (!data) throw bad(whatIsWrong(error));
  if (data.aws_iam === "true") {
    // Every database of RDS has a certificate of the same CA: the host's name tells ours from a stranger's.
    if (data.sslmode === "disable" || data.sslmode === "no-verify" || data.sslmode === "verify-ca")
      throw bad(
        `with aws_iam=true the token goes over verified TLS alone, to the host that was named, and sslmode is ${data.sslmode}: leave it out`,
      );
    if (url.password !== "") throw bad("with aws_iam=true it has no password");
  }
  return data;
}

/** Names of parameters are told, values are not: one may be a password that is not encoded. */
function whatIsWrong({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue?.code === "unrecognized_keys")
    return `it has parameters that are not known; known are ${Object.keys(Parameters.shape).join(", ")}`;
  const name = String(issue?.path[0]);
  const modes = Parameters.shape.sslmode.unwrap().options.join(", ");
  return name === "sslmode" ? `sslmode must be one of ${modes}` : `the value of ${name} is not understood`;
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw bad(`${name} has a % that begins no code of two hex digits; write % itself as %25`);
  }
}

const bad = (why: string) => new StoreError("bad-address", `the address of the database (DATABASE_URL) is not understood: ${why}`);
