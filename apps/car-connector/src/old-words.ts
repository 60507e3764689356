/** The flags of IBM's connector. Commander takes a word with one dash for a row of short flags, so these are translated before it sees them. */
const flags: Readonly<Record<string, string>> = {
  "-accountId": "--account-id",
  "-clientID": "--client-id",
  "-clientSecret": "--client-secret",
  "-source": "--source",
  "-region": "--regions",
  "-car-service-url": "--car-service-url",
  "-car-service-key": "--car-service-key",
  "-car-service-password": "--car-service-password",
  "-car-service-url-for-token": "--car-service-url-for-token",
  "-car-service-token": "--car-service-token",
  "-connection-test": "--connection-test",
  "-d": "--debug",
};

/** Translates the flags of IBM's connector, also as `-name=value`; all other words stay as they are. */
export const translateWords = (words: readonly string[]): string[] =>
  words.map((word) => {
    const [name = "", ...value] = word.split("=");
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    return flag === undefined ? word : [flag, ...value].join("=");
  });

/** The variables of IBM's connector, by our flags. Those that hold a secret are in `secrets.ts`. */
const variables: Readonly<Record<string, string>> = {
  "--account-id": "CONFIGURATION_AUTH_ACCOUNT_ID",
  "--client-id": "CONFIGURATION_AUTH_AWS_ACCESS_KEY_ID",
  "--regions": "CONNECTION_REGION",
  "--source": "CONNECTION_NAME",
  "--car-service-url": "CAR_SERVICE_URL",
  "--car-service-key": "CAR_SERVICE_KEY",
  "--car-service-url-for-token": "CAR_SERVICE_URL_FOR_AUTHTOKEN",
};
const switches: Readonly<Record<string, string>> = { "--connection-test": "DATASOURCE_CONNECTION_TEST", "--debug": "DEBUG" };

/** Adds what the variables of IBM's connector say, where no flag does; an empty one says nothing. */
export function withVariables(words: readonly string[], environment: Readonly<Record<string, string | undefined>>): string[] {
  const has = (flag: string) => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  const told = Object.entries(variables).flatMap(([flag, variable]) => {
    const value = environment[variable]?.trim();
    return value && !has(flag) ? [`${flag}=${value}`] : [];
  });
  const on = Object.entries(switches).flatMap(([flag, variable]) =>
    /^(true|1|yes)$/i.test(environment[variable]?.trim() ?? "") && !has(flag) ? [flag] : [],
  );
  return [...words, ...told, ...on];
}
