import { gaining, type Method, passing, taking } from "./method.ts";

const rhino = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/";
const rhinoMore = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation-part-2/";
const onInstances = [gaining.acting("instance")];
const catalogue = "https://pathfinding.cloud/paths";

/** Methods that use a service which acts with a role: a role is passed to it, or it has one already. */
export const serviceMethods: readonly Method[] = [
  passing("apprunner-001", "tasks.apprunner.amazonaws.com", "passes a role to an App Runner service", ["apprunner:CreateService"]),
  taking("apprunner-002", "changes what an App Runner service runs", ["apprunner:UpdateService"]),
  passing("bedrock-001", "bedrock-agentcore.amazonaws.com", "passes a role to a code interpreter", [
    ...[
      "bedrock-agentcore:CreateCodeInterpreter",
      "bedrock-agentcore:StartCodeInterpreterSession",
      "bedrock-agentcore:InvokeCodeInterpreter",
    ],
  ]),
  taking("bedrock-002", "runs code in a code interpreter", [
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
  ]),
  passing("cloudformation-001", "cloudformation.amazonaws.com", "passes a role to a stack", ["cloudformation:CreateStack"]),
  taking("cloudformation-002", "changes a stack that has a role", ["cloudformation:UpdateStack"]),
  passing("cloudformation-003", "cloudformation.amazonaws.com", "passes a role to a stack set", [
    ...["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
  ]),
  passing("cloudformation-004", "cloudformation.amazonaws.com", "changes a stack set with a role that it passes", [
    "cloudformation:UpdateStackSet",
  ]),
  taking("cloudformation-005", "changes a stack by a change set", ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]),
  passing("codebuild-001", "codebuild.amazonaws.com", "passes a role to a build", ["codebuild:CreateProject", "codebuild:StartBuild"]),
  taking("codebuild-002", "starts a build with commands of its own", ["codebuild:StartBuild"]),
  taking("codebuild-003", "starts a batch of builds with commands of its own", ["codebuild:StartBuildBatch"]),
  passing("codebuild-004", "codebuild.amazonaws.com", "passes a role to a batch of builds", [
    "codebuild:CreateProject",
    "codebuild:StartBuildBatch",
  ]),
  passing("datapipeline-001", "datapipeline.amazonaws.com", "passes a role to a pipeline", [
    ...["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
  ]),
  passing("ec2-001", "ec2.amazonaws.com", "passes a role to a new instance", ["ec2:RunInstances"]),
  taking("ec2-002", "changes what an instance runs at its start", [
    "ec2:ModifyInstanceAttribute",
    "ec2:StopInstances",
    "ec2:StartInstances",
  ]),
  passing("ec2-003", "ec2.amazonaws.com", "passes a role to a Spot instance", ["ec2:RequestSpotInstances"]),
  taking("ec2-004", "changes the launch template of machines with a role", ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]),
  {
    ...{
      id: "ec2instanceconnect-003",
      title: "puts an SSH key onto an instance",
      anywhere: [],
      page: `${catalogue}/ec2instanceconnect-003`,
    },
    ...{ onTarget: ["ec2-instance-connect:SendSSHPublicKey"], targets: onInstances },
  },
  passing("ecs-001", "ecs-tasks.amazonaws.com", "passes a role to a service in a new cluster", [
    ...["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
  ]),
  passing("ecs-002", "ecs-tasks.amazonaws.com", "passes a role to a task in a new cluster", [
    "ecs:CreateCluster",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
  ]),
  passing("ecs-003", "ecs-tasks.amazonaws.com", "passes a role to a service", ["ecs:RegisterTaskDefinition", "ecs:CreateService"]),
  passing("ecs-004", "ecs-tasks.amazonaws.com", "passes a role to a task", ["ecs:RegisterTaskDefinition", "ecs:RunTask"]),
  passing("ecs-005", "ecs-tasks.amazonaws.com", "passes a role to a task on an instance", ["ecs:RegisterTaskDefinition", "ecs:StartTask"]),
  passing("glue-001", "glue.amazonaws.com", "passes a role to a development endpoint", ["glue:CreateDevEndpoint"]),
  taking("glue-002", "puts an SSH key onto a development endpoint", ["glue:UpdateDevEndpoint"]),
  passing("glue-003", "glue.amazonaws.com", "passes a role to a job that it starts", ["glue:CreateJob", "glue:StartJobRun"]),
  passing("glue-004", "glue.amazonaws.com", "passes a role to a job with a trigger", ["glue:CreateJob", "glue:CreateTrigger"]),
  passing("glue-005", "glue.amazonaws.com", "changes a job that it starts", ["glue:UpdateJob", "glue:StartJobRun"]),
  passing("glue-006", "glue.amazonaws.com", "changes a job with a trigger", ["glue:UpdateJob", "glue:CreateTrigger"]),
  passing("lambda-001", "lambda.amazonaws.com", "passes a role to a function and calls it", [
    "lambda:CreateFunction",
    "lambda:InvokeFunction",
  ]),
  passing("lambda-002", "lambda.amazonaws.com", "passes a role to a function that events start", [
    "lambda:CreateFunction",
    "lambda:CreateEventSourceMapping",
  ]),
  taking("lambda-003", "changes the code of a function", ["lambda:UpdateFunctionCode"]),
  taking("lambda-004", "changes the code of a function and calls it", ["lambda:UpdateFunctionCode", "lambda:InvokeFunction"]),
  taking("lambda-005", "changes the code of a function and lets others call it", ["lambda:UpdateFunctionCode", "lambda:AddPermission"]),
  passing("lambda-006", "lambda.amazonaws.com", "passes a role to a function that others may call", [
    "lambda:CreateFunction",
    "lambda:AddPermission",
  ]),
  passing("sagemaker-001", "sagemaker.amazonaws.com", "passes a role to a notebook", ["sagemaker:CreateNotebookInstance"]),
  passing("sagemaker-002", "sagemaker.amazonaws.com", "passes a role to a training job", ["sagemaker:CreateTrainingJob"]),
  passing("sagemaker-003", "sagemaker.amazonaws.com", "passes a role to a processing job", ["sagemaker:CreateProcessingJob"]),
  taking("sagemaker-004", "opens a notebook by a signed address", ["sagemaker:CreatePresignedNotebookInstanceUrl"]),
  taking("sagemaker-005", "changes what a notebook runs at its start", [
    ...["sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:StopNotebookInstance"],
    ...["sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"],
  ]),
  {
    ...{ id: "ssm-001", title: "opens a session on an instance", anywhere: [], page: `${catalogue}/ssm-001` },
    ...{ onTarget: ["ssm:StartSession"], targets: onInstances },
  },
  {
    ...{ id: "ssm-002", title: "runs a command on an instance", anywhere: [], page: `${catalogue}/ssm-002` },
    ...{ onTarget: ["ssm:SendCommand"], targets: onInstances },
  },
  taking("lambda-layers", "puts a layer of its own into a function", ["lambda:UpdateFunctionConfiguration"], rhinoMore),
  passing("codestar-passrole", "codestar.amazonaws.com", "passes a role to a CodeStar project", ["codestar:CreateProject"], rhinoMore),
  taking(
    "codestar-team",
    "makes a CodeStar project and joins it as its owner",
    ["codestar:CreateProject", "codestar:AssociateTeamMember"],
    rhinoMore,
  ),
  passing(
    "datapipeline-passrole",
    "elasticmapreduce.amazonaws.com",
    "passes a role to the machines of a pipeline",
    [...["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"]],
    rhino,
  ),
];
