import { describe, expect, it } from "vitest";
import { parseRequest } from "./request-event.ts";

const entry = { access_type: "cross-account", access_input: { arn: "arn:aws:iam::222222222222:role/reader" } };
const body = { requestId: "scan-1", scan_input: [entry], email: "Ann@Example.com " };
const read = {
  ...{ requestId: "scan-1", email: "ann@example.com", customer: undefined },
  scans: [{ id: "scan-1", access: { kind: "role", arn: entry.access_input.arn, externalId: undefined } }],
};
const text = JSON.stringify(body);

describe("a request is read", () => {
  const rows: Record<string, { event: unknown; isProxy: boolean; request: object }> = {
    "as an object": { event: { body }, isProxy: false, request: read },
    "as a text": { event: { body: text }, isProxy: true, request: read },
    "as base64": { event: { body: Buffer.from(text).toString("base64"), isBase64Encoded: true }, isProxy: true, request: read },
    "with a customer, from who may invoke the function": {
      event: { body: { ...body, customerId: "acme" } },
      ...{ isProxy: false, request: { ...read, customer: "acme" } },
    },
    "with the customer that the API's authorizer names, whatever the body says": {
      event: {
        body: JSON.stringify({ ...body, customerId: "victim" }),
        requestContext: { authorizer: { jwt: { claims: { sub: "acme" } } } },
      },
      ...{ isProxy: true, request: { ...read, customer: "acme" } },
    },
    "with a customer as identity providers name them": {
      event: { body: text, requestContext: { authorizer: { principalId: "auth0|4711" } } },
      ...{ isProxy: true, request: { ...read, customer: "auth0|4711" } },
    },
    "with nobody's customer, where the API has no authorizer": {
      event: { body: JSON.stringify({ ...body, customerId: "victim" }), requestContext: { http: {} } },
      ...{ isProxy: true, request: read },
    },
    "with several entries, each with an id of its own": {
      event: { body: { ...body, scan_input: [entry, { access_type: "other" }] } },
      isProxy: false,
      request: {
        ...read,
        scans: [
          { id: "scan-1.1", access: read.scans[0]?.access },
          { id: "scan-1.2", access: { error: "scan_input[1].access_type is neither credentials nor cross-account" } },
        ],
      },
    },
  };
  it.each(Object.entries(rows))("%s", (_, { event, isProxy, request }) => {
    expect(parseRequest(event)).toEqual({ isProxy, request });
  });
});

describe("a request is refused with the reason", () => {
  const rows: Record<string, { event: unknown; error: string }> = {
    "no object": { event: "x", error: "the event is no object" },
    "no body": { event: {}, error: "the event has no body" },
    "an empty body": { event: { body: null }, error: "the event has no body" },
    "no JSON": { event: { body: "{CANARY" }, error: "the body is no JSON" },
    "JSON that is no object": { event: { body: "1" }, error: "body Invalid input: expected object, received number" },
    "no id": { event: { body: { scan_input: [entry] } }, error: "requestId must be a text" },
    "an id that leads elsewhere": {
      event: { body: { ...body, requestId: "../reports/of-another" } },
      error: "requestId must have 1 to 200 letters, digits and ._:@+=-, the first a letter or a digit",
    },
    "no entry": { event: { body: { ...body, scan_input: [] } }, error: "scan_input is empty" },
    "an entry that is no list": { event: { body: { ...body, scan_input: entry } }, error: "scan_input must be a list" },
    "an authorizer that names nobody": {
      event: { body: JSON.stringify(body), requestContext: { authorizer: { principalId: "" } } },
      error: "the customer that the authorizer names must have 1 to 200 letters, digits and +=,.@:/|-",
    },
    "a customer without a name": {
      event: { body: { ...body, customerId: "" } },
      error: "customerId must have 1 to 200 letters, digits and +=,.@:/|-",
    },
    "too many entries": { event: { body: { ...body, scan_input: Array(11).fill(entry) } }, error: "scan_input has more than 10 entries" },
    "no address": { event: { body: { ...body, email: "ann" } }, error: "email must be an address such as ops@example.com" },
    "two addresses in one": {
      event: { body: { ...body, email: "ann@example.com,eve@evil.example" } },
      error: "email must be an address such as ops@example.com",
    },
    "a line break in the address": {
      event: { body: { ...body, email: "ann@example.com\nBcc: eve@evil.example" } },
      error: "email must be an address such as ops@example.com",
    },
  };
  it.each(Object.entries(rows))("%s", (_, { event, error }) => {
    expect(parseRequest(event).request).toEqual({ error });
  });
});
