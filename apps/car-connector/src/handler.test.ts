import { testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";

const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 900_000 };
const complete = {
  ...{ CONNECTION_NAME: "aws", CAR_SERVICE_URL: "https://car.example/api/car/v2", CAR_SERVICE_KEY: "k", CAR_SERVICE_PASSWORD: "s3cret" },
  ...{ PLUMBLINE_STATE_FILE: "s3://states/aws.db.gz", PLUMBLINE_ENDPOINT_URL: "http://127.0.0.1:9" },
};
const rows: Record<string, readonly [environment: Record<string, string>, says: RegExp]> = {
  "no place for the state": [{ PLUMBLINE_STATE_FILE: "" }, /^PLUMBLINE_STATE_FILE names no object of S3$/],
  "a state on the function's disk": [{ PLUMBLINE_STATE_FILE: "state.db" }, /^PLUMBLINE_STATE_FILE names no object of S3$/],
  "no source": [{ CONNECTION_NAME: "" }, /^--source is missing$/],
  "no address of CAR": [{ CAR_SERVICE_URL: "" }, /^--car-service-url is missing$/],
  "no password of CAR": [{ CAR_SERVICE_PASSWORD: "" }, /^there is no password of CAR$/],
  "an account that is none": [{ CONFIGURATION_AUTH_ACCOUNT_ID: "12" }, /^--account-id: an account id has 12 digits/],
  "a type that is not put into CAR": [{ PLUMBLINE_TYPES: "sqs" }, /^--types: sqs is not put into CAR$/],
  "a switch that is neither on nor off": [{ PLUMBLINE_ORG: "perhaps" }, /^PLUMBLINE_ORG is perhaps, /],
};

describe("the connector's Lambda", () => {
  it.each(Object.entries(rows))("rejects before any call: %s", async (_, [environment, says]) => {
    const { io, stderr } = testIo({ environment: { ...complete, ...environment } });
    const error: unknown = await makeHandler(io)({}, context).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "CommandError", exitCode: 2, message: expect.stringMatching(says) });
    expect(`${JSON.stringify(error)}${stderr()}`).not.toContain("s3cret");
  });
});
