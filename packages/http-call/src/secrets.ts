/** How secrets stay out of every text. */

const mark = "<secret>";
const shortest = 4;

/**
 * Takes secrets out of a text that a service, or something between, wrote: as they are, as a part of a URL, of JSON, and in base64, also
 * within a longer run of it. A request that is echoed holds them so.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
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

/** An error and its causes with secrets taken out of their messages and stacks; all but names and codes is left behind. */
export function causeWithoutSecrets(cause: unknown, secrets: readonly string[]): unknown {
  if (!(cause instanceof Error)) return typeof cause === "string" ? withoutSecrets(cause, secrets) : undefined;
  const own = cause.cause === undefined ? {} : { cause: causeWithoutSecrets(cause.cause, secrets) };
  const cleaned = new Error(withoutSecrets(cause.message, secrets), own);
  cleaned.name = cause.name;
  cleaned.stack = withoutSecrets(cause.stack ?? cause.message, secrets);
  return "code" in cause && typeof cause.code === "string" ? Object.assign(cleaned, { code: cause.code }) : cleaned;
}

/** The signs of base64 that the secret alone makes when so many bytes stand before it: three bytes make four signs. */
const coreOf = (secret: string, before: number): string => {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
};
