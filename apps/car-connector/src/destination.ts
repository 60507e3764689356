import { resolve } from "node:path";
import type { Car } from "@plumbline/car-client/car";
import { CarUrlError, proveCarUrl } from "@plumbline/car-client/car-url";
import type { CarAuth } from "@plumbline/car-client/credentials";
import { type Source, SourceKey } from "@plumbline/car-client/envelope";
import { openCar } from "@plumbline/car-client/open-car";
import { openFolder } from "@plumbline/car-client/open-folder";
import type { Told } from "@plumbline/car-model/state/notes";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import type { Log } from "@plumbline/cli/log";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

/** Where rows go, and the text that names that place in the state. */
export interface Destination {
  readonly car: Car;
  readonly target: string;
}

/** The source that the options name; rejects with a usage error when there is none, or CAR would not take it. */
export function sourceKeyOf({ source }: Pick<Config, "source">): string {
  if (source === undefined) throw usageError("--source is missing", "name the source in CAR whose content this is, such as aws-prod");
  const parsed = SourceKey.safeParse(source);
  if (!parsed.success) throw usageError(`--source ${parsed.error.issues[0]?.message}`, "name it with other signs");
  return parsed.data;
}

/**
 * Proves the options that say where rows go, before any call; what is answered opens that place under the name that CAR shows. Makes no request
 * yet. Throws a usage error for options that name no place to send to. A dry run asks CAR for nothing: it goes by the state's word of where the
 * last run sent to, and of its save point.
 */
export function destinationOf(
  config: Config,
  secrets: Secrets,
  { folder, now, sleep }: Io,
  log: Log,
): (name: string, told: Told) => Destination {
  const key = sourceKeyOf(config);
  const sourceOf = (name: string): Source => ({ _key: key, name, description: "AWS accounts" });
  const { dryRun, allowHttp: allowsHttp } = config;
  const url = urlOf(config, secrets);
  if (url !== undefined) proveUrl(url, allowsHttp);
  if (dryRun !== undefined)
    return (name, { target, savePoint }) => ({
      car: openFolder({ folder: resolve(folder, dryRun), source: sourceOf(name), now, savePoint }),
      target: url === undefined ? (target?.startsWith(`${key} `) === true ? target : key) : `${key} ${url}`,
    });
  if (url === undefined) throw usageError("--car-service-url is missing", "give the address of CAR, such as https://HOST/api/car/v2");
  const auth = authOf(config, secrets);
  return (name) => ({
    car: openCar({ url, auth, source: sourceOf(name), sleep, now, allowsHttp, log: (line) => log("info", line) }),
    target: `${key} ${url}`,
  });
}

const urlOf = ({ carServiceUrl, carServiceUrlForToken }: Config, { carToken }: Secrets): string | undefined =>
  carToken === undefined ? carServiceUrl : (carServiceUrlForToken ?? carServiceUrl);

function proveUrl(url: string, allowsHttp: boolean): void {
  try {
    proveCarUrl(url, { allowsHttp });
  } catch (error) {
    if (error instanceof CarUrlError) throw usageError(`--car-service-url: ${error.message}`, "see --help", error);
    throw error;
  }
}

function authOf({ carServiceKey: key }: Config, { carPassword: password, carToken: token }: Secrets): CarAuth {
  if (token !== undefined) return { token };
  if (key === undefined) throw usageError("--car-service-key is missing", "give the API key of CAR, or a token in CAR_SERVICE_AUTHTOKEN");
  if (password === undefined)
    throw usageError("there is no password of CAR", "give it in CAR_SERVICE_PASSWORD or by --car-service-password-file");
  return { key, password };
}
