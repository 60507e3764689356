import { AwsError } from "@plumbline/aws-session/errors";
import { CarError, kindOf } from "@plumbline/car-client/car-error";
import { usageError } from "@plumbline/cli/command-error";
import { FailureKind } from "@plumbline/finding-model/failure";
import { StoreError } from "@plumbline/run-store/error";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { codeOfCells, codeOfError } from "./original-codes.ts";

const place = { account: "111111111111", region: "eu-west-1", service: "ec2", operation: "DescribeInstances" };
const aws = (kind: FailureKind, code: string) => new AwsError({ ...place, kind, code, message: code, cause: undefined });
const car = (status: number | undefined) =>
  new CarError({ kind: status === undefined ? "recoverable" : kindOf(status), status, tried: "post", outcome: "no", hint: "again" });
const store = (code: StoreError["code"]) => new StoreError("no", { code, path: "state.db", hint: "other" });

const errors: Record<string, readonly [error: unknown, code: number]> = {
  "CAR can't be reached": [car(undefined), 10],
  "CAR answers 429": [car(429), 10],
  "CAR answers 404": [car(404), 10],
  "CAR answers 503": [car(503), 10],
  "CAR answers 422": [car(422), 20],
  "CAR answers 422 and then takes no save point": [new AggregateError([car(422), car(503)], "both", { cause: car(422) }), 20],
  "keys that AWS does not know": [aws("denied", "InvalidClientTokenId"), 52],
  "a wrong secret key": [aws("denied", "SignatureDoesNotMatch"), 52],
  "no keys at all": [aws("failed", "NoCredentials"), 52],
  "a session that is over": [aws("expired", "ExpiredToken"), 52],
  "a call that is denied": [aws("denied", "UnauthorizedOperation"), 53],
  "a call that the organization denies": [aws("scp-denied", "AccessDenied"), 53],
  "no network": [aws("network", "ECONNREFUSED"), 51],
  "no answer in time": [aws("timed-out", "TimeoutError"), 51],
  "a region that is off": [aws("region-disabled", "OptInRequired"), 54],
  "a service that the region has not": [aws("unsupported", "UnknownEndpoint"), 54],
  "too many calls": [aws("throttled", "Throttling"), 50],
  "another refusal of AWS": [aws("failed", "InternalFailure"), 50],
  "a bad option": [usageError("--overlap: no"), 2],
  "an unknown option": [new CommanderError(1, "commander.unknownOption", "unknown option"), 2],
  "help that was asked for": [new CommanderError(0, "commander.helpDisplayed", "(outputHelp)"), 0],
  "a state that another run has": [store("locked"), 10],
  "a disk that is full": [store("no-space"), 10],
  "a state that can't be reached now": [store("unreachable"), 10],
  "a state that is none": [store("broken"), 2],
  "a state that can't be written": [store("unwritable"), 2],
  "a fault of the program": [new TypeError("undefined"), 1],
};

const causes: Record<FailureKind, number> = {
  ...{ denied: 53, "scp-denied": 53, "region-disabled": 54, unsupported: 54, expired: 52, throttled: 50 },
  ...{ "timed-out": 51, network: 51, absent: 55, gone: 55, failed: 50 },
};

describe("the exit codes of IBM's connector", () => {
  it.each(Object.entries(errors))("%s", (_, [error, code]) => expect(codeOfError(error)).toBe(code));

  it.each(Object.entries(causes))("of a cell that ended as %s", (kind, code) =>
    expect(codeOfCells([{ outcome: "ok" }, { outcome: FailureKind.parse(kind) }])).toBe(code),
  );

  it("of several cells it is that of the first which could not be looked at", () =>
    expect(codeOfCells([{ outcome: "skipped" }, { outcome: "network" }, { outcome: "denied" }])).toBe(51));
  it("of cells that are all well it is 0", () => expect(codeOfCells([{ outcome: "ok" }, { outcome: "skipped" }])).toBe(0));
});
