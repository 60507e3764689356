import type { Aws } from "@plumbline/audit-kit/define";
import { chunks } from "@plumbline/audit-kit/flow";
import type { z } from "zod";
import { parsePolicy } from "../policy/document.ts";
import { type FunctionAccess, toStatements, unqualified } from "./function-access.ts";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-lambda");
const missing = ["ResourceNotFoundException"];
const qualifiersAtOnce = 8;

type Part = z.input<typeof FunctionAccess>;

/**
 * Reads who may call a function. AWS says with the same code that there is no policy, no URL and no function, so the function's own
 * policy and URL are asked first: the listings after them throw when it was the function that was missing.
 */
export async function readFunctionAccess(aws: Aws, name: string): Promise<Part> {
  const parts = [await readPart(aws, name, undefined)];
  const [aliases, versions] = await Promise.all([aliasesOf(aws, name), versionsOf(aws, name)]);
  for (const qualifiers of chunks([...aliases, ...versions], qualifiersAtOnce))
    parts.push(...(await Promise.all(qualifiers.map((qualifier) => readPart(aws, name, qualifier)))));
  return {
    policies: Object.assign({}, ...parts.map(({ policies }) => policies)),
    urls: Object.assign({}, ...parts.map(({ urls }) => urls)),
  };
}

async function readPart(aws: Aws, name: string, qualifier: string | undefined): Promise<Part> {
  const [policies, urls] = await Promise.all([policyOf(aws, name, qualifier), isVersion(qualifier) ? {} : urlOf(aws, name, qualifier)]);
  return { policies, urls };
}

/** A version has no URL; the name of an alias can't be a number. https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
const isVersion = (qualifier: string | undefined): boolean => qualifier !== undefined && /^\d+$/.test(qualifier);

async function policyOf(aws: Aws, name: string, qualifier: string | undefined): Promise<Part["policies"]> {
  const { LambdaClient, GetPolicyCommand } = await sdk();
  const input = { FunctionName: name, Qualifier: qualifier };
  const reply = await unlessGone(missing, () => aws.client(LambdaClient).send(new GetPolicyCommand(input)));
  if (reply === undefined) return {};
  return { [qualifier ?? unqualified]: toStatements(parsePolicy(reply.Policy ?? "")) };
}

async function urlOf(aws: Aws, name: string, qualifier: string | undefined): Promise<Part["urls"]> {
  const { LambdaClient, GetFunctionUrlConfigCommand } = await sdk();
  const input = { FunctionName: name, Qualifier: qualifier };
  const reply = await unlessGone(missing, () => aws.client(LambdaClient).send(new GetFunctionUrlConfigCommand(input)));
  if (reply === undefined) return {};
  const { FunctionUrl: url = "", FunctionArn = "", AuthType = "" } = reply;
  return { [FunctionArn.split(":")[7] ?? unqualified]: { url, authType: AuthType } };
}

async function aliasesOf(aws: Aws, name: string): Promise<string[]> {
  const { LambdaClient, paginateListAliases } = await sdk();
  const names: string[] = [];
  for await (const page of paginateListAliases({ client: aws.client(LambdaClient) }, { FunctionName: name }))
    names.push(...(page.Aliases ?? []).flatMap(({ Name }) => Name ?? []));
  return names;
}

async function versionsOf(aws: Aws, name: string): Promise<string[]> {
  const { LambdaClient, paginateListVersionsByFunction } = await sdk();
  const versions: string[] = [];
  for await (const page of paginateListVersionsByFunction({ client: aws.client(LambdaClient) }, { FunctionName: name }))
    versions.push(...(page.Versions ?? []).flatMap(({ Version }) => Version ?? []));
  return versions.filter((version) => version !== unqualified);
}
