/** How a connector proves who it is, and how its secrets stay out of every text. */

/** A key of CAR's API with its password, or a token of the platform that CAR runs on. */
export type CarAuth = { readonly key: string; readonly password: string } | { readonly token: string };

export const authorizationOf = (auth: CarAuth): string =>
  "token" in auth ? `car-token ${auth.token}` : `Basic ${Buffer.from(`${auth.key}:${auth.password}`).toString("base64")}`;

const mark = "<secret>";
const shortest = 4;

/**
 * Takes the secrets out of a text that CAR, or something between, wrote: as they are, as a part of a URL, of JSON, and in base64, also within
 * a longer run of it. A request that is echoed holds them so.
 */
export function withoutSecrets(text: string, auth: CarAuth): string {
  const secrets = "token" in auth ? [auth.token] : [auth.password, auth.key, `${auth.key}:${auth.password}`];
  const cores = secrets.flatMap((secret) => [0, 1, 2].map((before) => coreOf(secret, before))).filter(({ length }) => length >= shortest);
  const spellings = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    // What is shorter would be found in every word.
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length);
  const plain = spellings.reduce((left, spelling) => left.replaceAll(spelling, mark), text);
  return plain.replaceAll(/[\w+/-]{4,}={0,2}/g, (run) => {
    const usual = run.replaceAll("-", "+").replaceAll("_", "/");
    return cores.some((core) => usual.includes(core)) ? mark : run;
  });
}

/** The signs of base64 that the secret alone makes when so many bytes stand before it: three bytes make four signs. */
const coreOf = (secret: string, before: number): string => {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
};
