import type { Projection } from "./projection.ts";

/** How each type looks in CAR, loaded when it is asked for. */
export const projections: Readonly<Record<string, () => Promise<Projection>>> = {
  beanstalk_application: async () => (await import("./projections/beanstalk_application.ts")).beanstalkApplicationInCar,
  beanstalk_environment: async () => (await import("./projections/beanstalk_environment.ts")).beanstalkEnvironmentInCar,
  ec2: async () => (await import("./projections/ec2.ts")).ec2InCar,
  ecr_image: async () => (await import("./projections/ecr_image.ts")).ecrImageInCar,
  ecs_task: async () => (await import("./projections/ecs_task.ts")).ecsTaskInCar,
  elb: async () => (await import("./projections/elb.ts")).elbInCar,
  elbv2: async () => (await import("./projections/elbv2.ts")).elbv2InCar,
  lambda_function: async () => (await import("./projections/lambda_function.ts")).lambdaFunctionInCar,
  rds: async () => (await import("./projections/rds.ts")).rdsInCar,
  rds_cluster: async () => (await import("./projections/rds_cluster.ts")).rdsClusterInCar,
};
