import { z } from "zod";
import { StoreError } from "./store-error.ts";

const Told = z.object({ code: z.string().optional(), message: z.string().default("") });

const unreachable = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE"];
/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted = [
  ...["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ...["UNABLE_TO_GET_ISSUER_CERT", "CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "CERT_SIGNATURE_FAILURE", "CERT_UNTRUSTED"],
];

interface Server {
  /** `host:port`. */
  readonly at: string;
  readonly user: string;
  readonly database: string;
}

/** What a failed connection means and what to do, in one line; undefined for what is no failure of the connection or of rights. */
export function explainFailure(error: unknown, { at, user, database }: Server): StoreError | undefined {
  const { data } = Told.safeParse(error);
  const { code = "", message = "" } = data ?? {};
  const say = (kind: StoreError["code"], text: string) => new StoreError(kind, text, { cause: error });
  if (unreachable.includes(code) || message === "Connection terminated due to connection timeout")
    return say("unreachable", `PostgreSQL at ${at} can't be reached (${code || "no answer in time"}): check host, port and firewall`);
  if (code.startsWith("08") || code.startsWith("57P") || message.startsWith("Connection terminated"))
    return say("unreachable", `PostgreSQL at ${at} ended the connection: see its log, then try again`);
  if (message === "timeout exceeded when trying to connect")
    return say("busy", `no connection to PostgreSQL at ${at} came free in time: it is slow, or too much is asked at once`);
  if (code === "53300") return say("busy", `PostgreSQL at ${at} has too many connections: end some, or let it have more (max_connections)`);
  if (code === "28P01" || code === "28000")
    return say("refused", `PostgreSQL at ${at} does not let ${user} in: check user and password, and pg_hba.conf or the grant of rds_iam`);
  if (code === "3D000")
    return say("refused", `PostgreSQL at ${at} has no database ${database}: make it (createdb ${database}), or name another`);
  if (untrusted.includes(code))
    return say("refused", `the certificate of PostgreSQL at ${at} is not trusted (${code}): name the file of its CA by sslrootcert`);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return say(
      "refused",
      `the certificate of PostgreSQL at ${at} is another host's: use the name that it has, or, where the user has a password, sslmode=verify-ca`,
    );
  if (message === "The server does not support SSL connections")
    return say("refused", `PostgreSQL at ${at} offers no TLS: turn it on there (ssl = on), or say sslmode=disable`);
  if (code === "42501" && message.startsWith("permission denied to set role"))
    return say("refused", `${user} may not act as ${/"(.*)"/.exec(message)?.[1]}: let an owner of the database grant that role to ${user}`);
  return undefined;
}

/** Another transaction was in the way, and nothing of this one was done. https://www.postgresql.org/docs/15/mvcc-serialization-failure-handling.html */
export const isInTheWay = (error: unknown): boolean => ["40001", "40P01"].includes(Told.safeParse(error).data?.code ?? "");
