import type { Car } from "@plumbline/car-client/car";
import { CarUrlError } from "@plumbline/car-client/car-url";
import type { CarAuth } from "@plumbline/car-client/credentials";
import { type Source, SourceKey } from "@plumbline/car-client/envelope";
import { openCar } from "@plumbline/car-client/open-car";
import { openFolder } from "@plumbline/car-client/open-folder";
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

/** Opens CAR, or the folder of a dry run. Makes no request yet. Throws a usage error for options that name no place to send to. */
export function openDestination(config: Config, secrets: Secrets, name: string, io: Io, log: Log): Destination {
  const key = sourceKeyOf(config);
  const source: Source = { _key: key, name, description: "AWS accounts" };
  if (config.dryRun !== undefined) return { car: openFolder({ folder: config.dryRun, source, now: io.now }), target: config.dryRun };
  const url = urlOf(config, secrets);
  try {
    const car = openCar({
      ...{ url, auth: authOf(config, secrets), source, sleep: io.sleep, now: io.now, allowsHttp: config.allowHttp },
      log: (line) => log("info", line),
    });
    return { car, target: `${key} ${url}` };
  } catch (error) {
    if (error instanceof CarUrlError) throw usageError(`--car-service-url: ${error.message}`, "see --help", error);
    throw error;
  }
}

function urlOf({ carServiceUrl, carServiceUrlForToken }: Config, { carToken }: Secrets): string {
  const url = carToken === undefined ? carServiceUrl : (carServiceUrlForToken ?? carServiceUrl);
  if (url === undefined) throw usageError("--car-service-url is missing", "give the address of CAR, such as https://HOST/api/car/v2");
  return url;
}

function authOf({ carServiceKey: key }: Config, { carPassword: password, carToken: token }: Secrets): CarAuth {
  if (token !== undefined) return { token };
  if (key === undefined) throw usageError("--car-service-key is missing", "give the API key of CAR, or a token in CAR_SERVICE_AUTHTOKEN");
  if (password === undefined)
    throw usageError("there is no password of CAR", "give it in CAR_SERVICE_PASSWORD or by --car-service-password-file");
  return { key, password };
}
