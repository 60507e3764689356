/** What the emulator lacks of ECS: tasks that run until they are stopped, and all of their containers. */
import type { Rewrite } from "@plumbline/testkit/proxy";
import { z } from "zod";

/** By itself the emulator stops each task at the first look; its reset forgets this. https://docs.getmoto.org/en/latest/docs/configuration/state_transition/index.html */
export async function keepTasksRunning(emulatorUrl: string): Promise<void> {
  const body = JSON.stringify({ model_name: "ecs::task", transition: { progression: "manual", times: 1_000_000 } });
  const answer = await fetch(`${emulatorUrl}/moto-api/state-manager/set-transition`, { method: "POST", body });
  if (!answer.ok) throw new Error(`the emulator does not keep tasks running: status ${answer.status}`);
}

const Registered = z.object({
  taskDefinition: z.object({
    taskDefinitionArn: z.string(),
    containerDefinitions: z.array(z.object({ name: z.string(), image: z.string() })),
  }),
});
const Task = z.looseObject({ taskArn: z.string(), taskDefinitionArn: z.string(), lastStatus: z.string() });
const Tasks = z.looseObject({ tasks: z.array(Task) });
const Stopped = z.looseObject({ task: Task });

/**
 * The emulator tells of a task's first container only, as one that is forever PENDING. Here a task has each container of its definition, in
 * the task's own state. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html
 */
export function taskContainers(): Rewrite {
  const defined = new Map<string, readonly { readonly name: string; readonly image: string }[]>();
  const whole = (task: z.output<typeof Task>) => ({
    ...task,
    containers: (defined.get(task.taskDefinitionArn) ?? []).map(({ name, image }) => ({
      containerArn: `${task.taskArn.replace(":task/", ":container/")}/${name}`,
      ...{ taskArn: task.taskArn, name, image, lastStatus: task.lastStatus },
    })),
  });
  const tasks = (response: string) => {
    const told = Tasks.parse(JSON.parse(response));
    return JSON.stringify({ ...told, tasks: told.tasks.map(whole) });
  };
  const rewrites: Readonly<Record<string, (response: string) => string>> = {
    RegisterTaskDefinition(response) {
      const { taskDefinition } = Registered.parse(JSON.parse(response));
      defined.set(taskDefinition.taskDefinitionArn, taskDefinition.containerDefinitions);
      return response;
    },
    RunTask: tasks,
    DescribeTasks: tasks,
    StopTask(response) {
      const told = Stopped.parse(JSON.parse(response));
      return JSON.stringify({ ...told, task: whole(told.task) });
    },
  };
  return ({ service, operation }) => (service === "ecs" ? rewrites[operation ?? ""] : undefined);
}
