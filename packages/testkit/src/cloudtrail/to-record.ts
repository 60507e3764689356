import { createHash } from "node:crypto";
import type { Call } from "../aws-call.ts";
import type { Exchange } from "../observer.ts";
import { ec2Request, ec2Response } from "./ec2-record.ts";
import { jsonObject, lambdaName, lambdaRequest } from "./json-record.ts";
import { queryRequest, queryResponse } from "./query-record.ts";
import type { RecordObject, RecordValue } from "./record-value.ts";
import { elementAt } from "./xml.ts";

/** A record of CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export interface TrailRecord extends RecordObject {
  readonly eventID: string;
  /** To the second, such as `2026-03-01T12:00:00Z`. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly readOnly: boolean;
}

const services = new Set(["ec2", "rds", "elasticbeanstalk", "elasticloadbalancing", "iam", "ecs", "ecr", "lambda"]);
const readOnly = /^(Describe|List|Get|BatchGet|BatchCheck|Check|Lookup|Search|Simulate|Validate)|^(GET|HEAD) /;

/** Tells whether a call is one that the stand-in records: one that may change something, of a service that it knows. */
export const isRecorded = ({ service, operation }: Call): boolean => services.has(service) && !readOnly.test(operation);

const partitionOf = (region: string): string => (region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws");
const mainRegions: Readonly<Record<string, string>> = { aws: "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1" };

/** An id in the form that CloudTrail's have; the same for the same text. */
export function idOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

export const timeText = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** The record of a call that was answered; `number` tells it from others of the same second. */
export function toRecord(exchange: Exchange, time: Date, number: number): TrailRecord {
  const { call } = exchange;
  const { account, service, operation } = call;
  const partition = partitionOf(call.region);
  const region = service === "iam" ? (mainRegions[partition] ?? call.region) : call.region;
  const eventTime = timeText(time);
  const failure = failureOf(exchange);
  const requestID = idOf(`request ${number}`);
  const told = exchange.status < 400 ? answerOf(exchange) : null;
  const said = told !== null && "requestId" in told ? { ...told, requestId: requestID } : told;
  return {
    eventVersion: "1.11",
    userIdentity: {
      ...{ type: "IAMUser", principalId: "AIDATESTING", arn: `arn:${partition}:iam::${account}:user/testing`, accountId: account },
      ...{ accessKeyId: "AKIATESTING", userName: "testing" },
    },
    ...{ eventTime, eventSource: `${service}.amazonaws.com`, eventName: service === "lambda" ? lambdaName(operation) : operation },
    ...{ awsRegion: region, sourceIPAddress: "127.0.0.1", userAgent: "aws-sdk-js" },
    ...failure,
    ...{ requestParameters: requestOf(call, said), responseElements: said },
    ...{ requestID, eventID: idOf(`${number} ${account} ${region} ${eventTime}`), readOnly: false },
    ...resourcesOf(call, partition, said),
    ...(service === "elasticloadbalancing" ? { apiVersion: call.parameters["Version"] ?? "" } : {}),
    ...{ eventType: "AwsApiCall", managementEvent: true, recipientAccountId: account, eventCategory: "Management" },
  };
}

function requestOf({ service, operation, parameters, path, body = "" }: Call, said: RecordObject | null): RecordValue {
  if (service === "ec2") return ec2Request(operation, parameters);
  if (service === "lambda") return lambdaRequest(path, said);
  return service === "ecs" || service === "ecr" ? jsonObject(body) : queryRequest(parameters);
}

function answerOf({ call: { service, operation }, response }: Exchange): RecordObject | null {
  if (service === "ec2") return ec2Response(operation, response);
  return ["ecs", "ecr", "lambda"].includes(service) ? jsonObject(response) : queryResponse(service, operation, response);
}

function failureOf({ call, status, response }: Exchange): RecordObject {
  if (status < 400) return {};
  const said = ["ecs", "ecr", "lambda"].includes(call.service) ? jsonFailure(response) : xmlFailure(response);
  return { errorCode: call.service === "ec2" ? `Client.${said.code}` : said.code, errorMessage: said.message };
}

const jsonFailure = (response: string) => {
  const said = jsonObject(response) ?? {};
  const code = String(said["__type"] ?? "Failed");
  return { code: code.slice(code.lastIndexOf("#") + 1), message: String(said["message"] ?? "") };
};
const xmlFailure = (response: string) => {
  const at = (name: string) =>
    elementAt(response, "Response", "Errors", "Error", name) ?? elementAt(response, "ErrorResponse", "Error", name);
  return { code: String(at("Code") ?? "Failed"), message: String(at("Message") ?? "") };
};

/** ECR names its repository among the resources. */
function resourcesOf({ service, account, region, body = "" }: Call, partition: string, said: RecordObject | null): RecordObject {
  const name = service === "ecr" ? (jsonObject(body) ?? said)?.["repositoryName"] : undefined;
  if (typeof name !== "string") return {};
  return { resources: [{ accountId: account, ARN: `arn:${partition}:ecr:${region}:${account}:repository/${name}` }] };
}
