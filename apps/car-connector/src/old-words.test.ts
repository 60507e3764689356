import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { translateWords, withVariables } from "./old-words.ts";

const words: Record<string, { readonly given: readonly string[]; readonly said: readonly string[] }> = {
  "the seed's command line": {
    given: [
      ...["-accountId", "111111111111", "-clientID", "AKIA", "-clientSecret", "s", "-source", "aws", "-car-service-key", "k"],
      ...["-car-service-password", "p", "-car-service-url", "https://car.example/api/car/v2", "-region", "us-east-1", "-d"],
    ],
    said: [
      ...["--account-id", "111111111111", "--client-id", "AKIA", "--client-secret", "s", "--source", "aws", "--car-service-key", "k"],
      ...["--car-service-password", "p", "--car-service-url", "https://car.example/api/car/v2", "--regions", "us-east-1", "--debug"],
    ],
  },
  "a value after =": { given: ["-source=aws", "-region=eu-west-1"], said: ["--source=aws", "--regions=eu-west-1"] },
  "a value that holds =": { given: ["-car-service-password=a=b=="], said: ["--car-service-password=a=b=="] },
  "a token and its address": {
    given: ["-car-service-token", "t", "-car-service-url-for-token", "u"],
    said: ["--car-service-token", "t", "--car-service-url-for-token", "u"],
  },
  "the connection test": { given: ["-connection-test"], said: ["--connection-test"] },
  "our own flags": { given: ["--source", "aws", "--regions=eu-west-1"], said: ["--source", "aws", "--regions=eu-west-1"] },
  "misspelt ones": { given: ["-accountid", "-Source", "-d1", "-constructor=x"], said: ["-accountid", "-Source", "-d1", "-constructor=x"] },
};

const variables: Record<
  string,
  { readonly given?: readonly string[]; readonly environment: Record<string, string>; readonly said: readonly string[] }
> = {
  "each of them": {
    environment: {
      ...{ CONFIGURATION_AUTH_ACCOUNT_ID: "1", CONFIGURATION_AUTH_AWS_ACCESS_KEY_ID: "AKIA", CONNECTION_REGION: "us-east-1" },
      ...{ CONNECTION_NAME: "aws", CAR_SERVICE_URL: "u", CAR_SERVICE_KEY: "k", CAR_SERVICE_URL_FOR_AUTHTOKEN: "t" },
    },
    said: [
      ...["--account-id=1", "--client-id=AKIA", "--regions=us-east-1", "--source=aws", "--car-service-url=u", "--car-service-key=k"],
      "--car-service-url-for-token=t",
    ],
  },
  "one that a flag says too": { given: ["--source", "flag"], environment: { CONNECTION_NAME: "variable" }, said: ["--source", "flag"] },
  "one that a flag with = says too": { given: ["--source=flag"], environment: { CONNECTION_NAME: "variable" }, said: ["--source=flag"] },
  "an empty one": { environment: { CONNECTION_NAME: " ", DEBUG: "" }, said: [] },
  "a switch that is on": { environment: { DATASOURCE_CONNECTION_TEST: "True", DEBUG: "1" }, said: ["--connection-test", "--debug"] },
  "a switch that is off": { environment: { DATASOURCE_CONNECTION_TEST: "false", DEBUG: "0" }, said: [] },
  "secrets, which are nobody's words": {
    environment: { CAR_SERVICE_PASSWORD: "p", CAR_SERVICE_AUTHTOKEN: "t", CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "s" },
    said: [],
  },
};

describe("the words of IBM's connector", () => {
  it.each(Object.entries(words))("%s", (_, { given, said }) => expect(translateWords(given)).toEqual(said));

  it.each(Object.entries(variables))("as variables: %s", (_, { given = [], environment, said }) =>
    expect(withVariables(given, environment)).toEqual(said),
  );

  it("are translated once: a second time changes nothing", () => {
    const word = fc.oneof(fc.constantFrom("-d", "-source", "-region=x", "--regions", "-car-service-token=a=b"), fc.string());
    fc.assert(
      fc.property(fc.array(word), (given) => {
        expect(translateWords(translateWords(given))).toEqual(translateWords(given));
      }),
    );
  });
});
