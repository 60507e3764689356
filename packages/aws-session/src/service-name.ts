// Service ids of the SDK whose IAM prefix is not simply the id in lower case without spaces.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const prefixes: Readonly<Record<string, string>> = {
  AccessAnalyzer: "access-analyzer",
  ApiGatewayV2: "apigateway",
  "Application Auto Scaling": "application-autoscaling",
  "CloudWatch Events": "events",
  "CloudWatch Logs": "logs",
  "Cognito Identity": "cognito-identity",
  "Cognito Identity Provider": "cognito-idp",
  "Config Service": "config",
  "Database Migration Service": "dms",
  "Directory Service": "ds",
  DocDB: "rds",
  "DynamoDB Streams": "dynamodb",
  "ECR PUBLIC": "ecr-public",
  EFS: "elasticfilesystem",
  "Elastic Load Balancing": "elasticloadbalancing",
  "Elastic Load Balancing v2": "elasticloadbalancing",
  "Elasticsearch Service": "es",
  EMR: "elasticmapreduce",
  EventBridge: "events",
  MWAA: "airflow",
  Neptune: "rds",
  "Network Firewall": "network-firewall",
  OpenSearch: "es",
  "Redshift Serverless": "redshift-serverless",
  "Resource Explorer 2": "resource-explorer-2",
  "Resource Groups Tagging API": "tag",
  // Its calls are named as some of S3, but need other actions of the prefix s3.
  "S3 Control": "s3-control",
  SESv2: "ses",
  SFN: "states",
  "SSO Admin": "sso",
  "WAF Regional": "waf-regional",
};

/** The IAM prefix of an SDK client's service id, such as `elasticloadbalancing` for "Elastic Load Balancing v2"; S3 Control is `s3-control`. */
export const serviceName = (serviceId: string): string => prefixes[serviceId] ?? serviceId.toLowerCase().replaceAll(" ", "");
