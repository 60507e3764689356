import { expect, it } from "vitest";
import { parseDatabaseUrl, sslmodeOf } from "./database-url.ts";

it("takes an address apart", () => {
  expect(parseDatabaseUrl("postgresql://an%40b:p%40ss%25@[::1]:6432/my%20db?sslmode=verify-ca&connect_timeout=3")).toEqual({
    ...{ host: "::1", port: 6432, user: "an@b", password: "p@ss%", database: "my db", sslmode: "verify-ca", connect_timeout: 3 },
  });
  expect(parseDatabaseUrl("postgres://u@db.example.com/d?aws_iam=true&aws_region=eu-west-1")).toMatchObject({
    port: 5432,
    aws_iam: "true",
  });
});

it.each([
  ["postgres://u@localhost/d", "disable"],
  ["postgres://u@127.0.0.1/d", "disable"],
  ["postgres://u@[::1]/d", "disable"],
  ["postgres://u@localhost/d?aws_iam=true", "verify-full"],
  ["postgres://u@db.example.com/d", "verify-full"],
  ["postgres://u@127.0.0.1.example.com/d", "verify-full"],
  ["postgres://u@10.0.0.1/d", "verify-full"],
  ["postgres://u@db.example.com/d?sslmode=disable", "disable"],
  ["postgres://u@localhost/d?sslmode=verify-ca", "verify-ca"],
])("%s goes by %s", (text, mode) => {
  expect(sslmodeOf(parseDatabaseUrl(text))).toBe(mode);
});

const secret = "s3cr3t";
const refused: Record<string, [string, RegExp]> = {
  "another protocol": [`mysql://u:${secret}@h/d`, /must begin with postgres:\/\//],
  "no URL": [`postgres://u:${secret}/x@h:port/d`, /write @ as %40/],
  "no user": ["postgres://h/d", /must name user, host and database/],
  "no database": [`postgres://u:${secret}@h`, /must name user, host and database/],
  "a % alone": [`postgres://u:${secret}%zz@h/d`, /the password has a %/],
  "a parameter that is not known": [`postgres://u:${secret}@h/d?ssl=true&pw=${secret}`, /known are sslmode, sslrootcert/],
  "a mode that falls back to plain text": [`postgres://u:${secret}@h/d?sslmode=prefer`, /sslmode must be one of disable, require/],
  "a timeout that is no number": [`postgres://u:${secret}@h/d?connect_timeout=${secret}`, /the value of connect_timeout/],
  "a token without TLS": ["postgres://u@h/d?aws_iam=true&sslmode=disable", /verified TLS alone/],
  "a token to whomever": ["postgres://u@h/d?aws_iam=true&sslmode=no-verify", /verified TLS alone/],
  "a token to any database of the same CA": [
    "postgres://u@h/d?aws_iam=true&sslmode=verify-ca",
    /to the host that was named.*verify-ca: leave it out/,
  ],
  "a token and a password": [`postgres://u:${secret}@h/d?aws_iam=true`, /it has no password/],
};
it.each(Object.entries(refused))("refuses %s without telling the password", (_, [text, says]) => {
  const parse = () => parseDatabaseUrl(text);
  expect(parse).toThrow(says);
  expect(parse).not.toThrow(new RegExp(secret));
});
