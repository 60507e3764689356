import { malformed, notFound, ok } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { takeImport } from "./take-import.ts";

export const importRows = ({ state, body, deed }: Asked) => {
  const checked = state.check(body);
  if ("faults" in checked) return malformed(checked.faults);
  const id = state.jobs.start(() => takeImport(state, checked.import), deed);
  return ok({ id, job_id: id, status: "INPROGRESS" });
};

/** https://github.com/IBM/cp4s-car-schema/blob/develop/doc/generated/swagger3.json, `status` */
export const importStatus = ({ state, parts, query }: Asked) => {
  const ids = parts[0] === undefined ? (query.get("ids") ?? "").split(",") : [parts[0]];
  const jobs = ids.map((id) => ({ id, job: state.jobs.ask(id) }));
  const of = (wanted: string) => jobs.flatMap(({ job }) => (job?.state === wanted ? [job] : []));
  return ok({
    success: true,
    complete_imports: of("done").map(({ id }) => ({ id, status: "COMPLETE" })),
    incomplete_imports: of("open").map(({ id }) => ({ id, status: "INPROGRESS" })),
    error_imports: of("failed").map(({ id, error }) => ({ id, ...error })),
    notfound_imports: jobs.flatMap(({ id, job }) => (job === undefined || job.state === "lost" ? [{ id }] : [])),
  });
};

export const jobStatus = ({ state, parts: [id = ""] }: Asked) => {
  const job = state.jobs.ask(id);
  if (!job || job.state === "lost") return notFound(`job ${id}`);
  if (job.state === "failed") return ok({ status: "ERROR", error: job.error?.error });
  return ok({ status: job.state === "done" ? "COMPLETE" : "INPROGRESS" });
};
