/** Which request is answered by what. https://apidocs.kennasecurity.com/reference */
import { z } from "zod";
import type { Deed } from "./settings.ts";
import { advance, type Connector, isRunning, type Run, type State } from "./state.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly deed: Deed | undefined;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
export const refusal = (status: number, message: string): Answer => ({ status, body: { success: "false", message } });

/** Answers a request of somebody who is known. */
export async function answer(state: State, asked: Asked): Promise<Answer> {
  const [, id = "", rest = ""] = /^\/connectors\/([^/?]+)\/?([^?]*)/.exec(asked.path) ?? [];
  const connector = state.connectors.get(decodeURIComponent(id));
  if (!connector) return refusal(404, `Connector with id ${id} was not found`);
  const [, run] = /^connector_runs\/(\d+)$/.exec(rest) ?? [];
  if (asked.method === "POST" && rest === "data_file") return takeFile(state, connector, asked);
  if (asked.method === "POST" && rest === "run") return startRun(state, connector, asked);
  if (asked.method !== "GET") return refusal(404, `No route matches ${asked.method} ${asked.path}`);
  if (rest === "connector_runs") return ok(connector.runs.map(toAnswer).reverse());
  if (rest !== "" && run === undefined) return refusal(404, `No route matches GET ${asked.path}`);
  advance(state, connector);
  if (run === undefined) return ok({ connector: { id: Number(connector.id), name: connector.name, running: isRunning(connector) } });
  const found = connector.runs.find((one) => String(one.id) === run);
  return found ? ok(toAnswer(found)) : refusal(404, `ConnectorRun with id ${run} was not found`);
}

async function takeFile(state: State, connector: Connector, { body, contentType }: Asked): Promise<Answer> {
  const form = await new Response(body, { headers: { "content-type": contentType } }).formData().catch((cause: unknown) => String(cause));
  if (typeof form === "string") return refusal(400, `the form can't be read: ${form}`);
  const file = form.get("file");
  if (file === null || typeof file === "string") return refusal(422, "param is missing or the value is empty: file");
  const id = ++state.lastId;
  connector.dataFiles.set(String(id), new Uint8Array(await file.arrayBuffer()));
  return ok({ success: "true", data_file: id });
}

const RunBody = z.object({ data_files: z.array(z.union([z.string(), z.int()]).transform(String)).min(1) });

function startRun(state: State, connector: Connector, { body, deed }: Asked): Answer {
  const { data, success } = RunBody.safeParse(toJson(body));
  if (!success) return refusal(422, "param is missing or the value is empty: data_files");
  const unknown = data.data_files.filter((id) => !connector.dataFiles.has(id));
  if (unknown.length > 0) return refusal(422, `Data files ${unknown.join(", ")} were not found`);
  const id = ++state.lastId;
  const pollsLeft = deed?.kind === "hide-run" ? (deed.looks ?? Number.POSITIVE_INFINITY) : state.settings.pollsUntilDone;
  connector.runs.push({
    ...{ id, deed, connector: connector.id, dataFiles: data.data_files },
    ...{ startTime: state.now().toISOString(), pollsLeft },
  });
  return ok({ success: "true", connector_run_id: id });
}

export const toAnswer = ({ id, startTime, end }: Run) => ({
  id,
  start_time: startTime,
  end_time: end?.endTime ?? null,
  success: end?.success ?? null,
  ...end?.counts,
  error_message: end?.error ?? null,
});

/** What is no JSON is refused by whatever reads it. */
const toJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
};
