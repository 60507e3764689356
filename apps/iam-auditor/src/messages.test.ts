import { expect, it } from "vitest";
import { parseText, toText } from "./messages.ts";

const roleArn = "arn:aws:iam::012345678901:role/audit/reader";
const seat = { account: "012345678901", roleArn, externalId: undefined };
const own = { ...seat, roleArn: undefined };
const users = "process_users";

it.each([seat, own])("a message is read as it was written: %o", (one) => {
  expect(parseText(toText({ seat: one, item: users }))).toEqual({ seat: one, item: users });
});

it("is written with the seed's keys, the account as text", () => {
  expect(toText({ seat, item: users })).toBe(`{"rolearn":"${roleArn}","account":"012345678901","process_item":"process_users"}`);
});

const inner = JSON.stringify({ rolearn: "local", account: "012345678901", process_item: users });
const read: Record<string, string> = {
  "the seed's, whose account is a number without its zeros": JSON.stringify({
    rolearn: "local",
    account: 12345678901,
    process_item: users,
  }),
  "one that came through a topic": JSON.stringify({ Type: "Notification", MessageId: "m", Message: inner }),
};
it.each(Object.entries(read))("takes %s", (_, text) => {
  expect(parseText(text)).toEqual({ seat: own, item: users });
});

const refused: Record<string, [text: string, reason: RegExp]> = {
  "no JSON": ["{", /no message of the manager/],
  "a list": ["[]", /no message of the manager/],
  "no role": [JSON.stringify({ account: "012345678901", process_item: users }), /rolearn/],
  "an account of too many digits": [JSON.stringify({ rolearn: "local", account: "1234567890123", process_item: users }), /account/],
  "a negative account": [JSON.stringify({ rolearn: "local", account: -1, process_item: users }), /account/],
  "an item that nobody knows": [JSON.stringify({ rolearn: "local", account: "012345678901", process_item: "x" }), /process_item/],
  "another account's role": [
    JSON.stringify({ rolearn: roleArn, account: "111111111111", process_item: users }),
    /is no role of account 1{12}/,
  ],
  "what is no role": [
    JSON.stringify({ rolearn: "arn:aws:iam::012345678901:user/x", account: "012345678901", process_item: users }),
    /no role/,
  ],
  "an empty message in an envelope": [JSON.stringify({ Type: "Notification", Message: "" }), /no message of the manager/],
};
it.each(Object.entries(refused))("refuses %s", (_, [text, reason]) => {
  expect(parseText(text)).toEqual({ reason: expect.stringMatching(reason) });
});
