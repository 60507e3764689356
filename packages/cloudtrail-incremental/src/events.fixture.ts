/** Records of watched events in the shapes that CloudTrail gives them, and the messages that each makes: `type id`, or `type id place`. */
export interface Row {
  /** Source without its end, and names that share the shape. */
  readonly events: readonly [source: string, ...names: string[]];
  readonly request?: object | null;
  readonly response?: object | null;
  readonly more?: object;
  readonly says: readonly string[];
}

const queue = "https://sqs.eu-west-1.amazonaws.com/111111111111/orders";
const elb = "arn:aws:elasticloadbalancing:eu-west-1:111111111111";
const balancer = `${elb}:loadbalancer/app/web/50dc6c495c0c9188`;
const group = `${elb}:targetgroup/web/73e2d6bc24d8a067`;
const ecs = "arn:aws:ecs:eu-west-1:111111111111";
const rds = "arn:aws:rds:eu-west-1:111111111111";
const kms = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const serial = "arn:aws:iam::111111111111:mfa/alice";
const resources = [{ ARN: kms, accountId: "111111111111", type: "AWS::KMS::Key" }];
const instances = (...ids: string[]) => ({ instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } });
const tagged = (...ids: string[]) => ({
  resourcesSet: { items: ids.map((resourceId) => ({ resourceId })) },
  tagSet: { items: [{ key: "a", value: "b" }] },
});
const main = "us-east-1";
const region = ["region "];
const instance = [
  "CreateDBInstance",
  "CreateDBInstanceReadReplica",
  "RestoreDBInstanceFromDBSnapshot",
  "RestoreDBInstanceFromS3",
  "RestoreDBInstanceToPointInTime",
];
const cluster = ["CreateDBCluster", "RestoreDBClusterFromS3", "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime"];

export const rows: Readonly<Record<string, Row>> = {
  "a queue is made": {
    events: ["sqs", "CreateQueue"],
    request: { queueName: "orders" },
    response: { queueUrl: queue },
    says: [`sqs ${queue}`],
  },
  "a queue by its URL": {
    events: ["sqs", "SetQueueAttributes", "AddPermission", "RemovePermission", "TagQueue", "UntagQueue", "DeleteQueue"],
    request: { queueUrl: queue },
    says: [`sqs ${queue}`],
  },

  "an image is made": {
    events: ["ec2", "CreateImage", "RegisterImage", "CopyImage"],
    request: { instanceId: "i-1", sourceImageId: "ami-9" },
    response: { imageId: "ami-1" },
    says: ["ami ami-1"],
  },
  "an image": {
    events: ["ec2", "ModifyImageAttribute", "ResetImageAttribute", "DeregisterImage"],
    request: { imageId: "ami-1", launchPermission: { add: { items: [{ group: "all" }] } } },
    response: { _return: true },
    says: ["ami ami-1"],
  },
  "a snapshot is made": {
    events: ["ec2", "CreateSnapshot", "CopySnapshot"],
    request: { volumeId: "vol-1" },
    response: { snapshotId: "snap-1" },
    says: ["ebs_snapshot snap-1"],
  },
  "snapshots of all volumes, in an answer of several": {
    events: ["ec2", "CreateSnapshots"],
    request: { CreateSnapshotsRequest: { InstanceSpecification: { InstanceId: "i-1" } } },
    response: { CreateSnapshotsResponse: { snapshotSet: { item: [{ snapshotId: "snap-1" }, { snapshotId: "snap-2" }] } } },
    says: ["ebs_snapshot snap-1", "ebs_snapshot snap-2"],
  },
  "a snapshot of the only volume, in an answer of one": {
    events: ["ec2", "CreateSnapshots"],
    response: { CreateSnapshotsResponse: { snapshotSet: { item: { snapshotId: "snap-1" } } } },
    says: ["ebs_snapshot snap-1"],
  },
  "a snapshot": {
    events: ["ec2", "ModifySnapshotAttribute", "ResetSnapshotAttribute", "DeleteSnapshot"],
    request: { snapshotId: "snap-1", attributeType: "CREATE_VOLUME_PERMISSION" },
    says: ["ebs_snapshot snap-1"],
  },
  "three instances are started at once": {
    events: ["ec2", "RunInstances"],
    request: { instancesSet: { items: [{ imageId: "ami-1", minCount: 3, maxCount: 3 }] } },
    response: instances("i-1", "i-2", "i-3"),
    says: ["ec2 i-1", "ec2 i-2", "ec2 i-3"],
  },
  "two instances": {
    events: ["ec2", "StartInstances", "StopInstances", "TerminateInstances"],
    request: instances("i-1", "i-2"),
    response: instances("i-1", "i-2"),
    says: ["ec2 i-1", "ec2 i-2"],
  },
  "metadata options, in a request of its own": {
    events: ["ec2", "ModifyInstanceMetadataOptions"],
    request: { ModifyInstanceMetadataOptionsRequest: { InstanceId: "i-1", HttpTokens: "optional" } },
    says: ["ec2 i-1"],
  },
  "an address for an instance": {
    events: ["ec2", "AssociateAddress"],
    request: { instanceId: "i-1", allocationId: "eipalloc-1" },
    response: { associationId: "eipassoc-1" },
    says: ["ec2 i-1"],
  },
  "an address for an interface": {
    events: ["ec2", "AssociateAddress"],
    request: { networkInterfaceId: "eni-1", allocationId: "eipalloc-1" },
    says: ["ec2 eni-1"],
  },
  "an interface for an instance": {
    events: ["ec2", "AttachNetworkInterface"],
    request: { networkInterfaceId: "eni-1", instanceId: "i-1" },
    says: ["ec2 i-1"],
  },
  "an interface": {
    events: ["ec2", "ModifyNetworkInterfaceAttribute", "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"],
    request: { networkInterfaceId: "eni-1" },
    says: ["ec2 eni-1"],
  },
  "Spot instances that AWS takes back": {
    events: ["ec2", "BidEvictedEvent"],
    more: {
      ...{ eventType: "AwsServiceEvent", userIdentity: { accountId: "111111111111", invokedBy: "ec2.amazonaws.com" } },
      serviceEventDetails: { instanceIdSet: ["i-1", "i-2"] },
    },
    says: ["ec2 i-1", "ec2 i-2"],
  },
  "an attribute of an instance": {
    events: ["ec2", "ModifyInstanceAttribute"],
    request: { instanceId: "i-1", instanceType: { value: "t4g.small" } },
    says: ["ec2 i-1"],
  },
  "IPv6 addresses": {
    events: ["ec2", "AssignIpv6Addresses"],
    request: { AssignIpv6AddressesRequest: { NetworkInterfaceId: "eni-1", Ipv6AddressCount: 1 } },
    says: ["ec2 eni-1"],
  },
  "IPv6 addresses no more": {
    events: ["ec2", "UnassignIpv6Addresses"],
    request: { UnassignIpv6AddressesRequest: { NetworkInterfaceId: "eni-1" } },
    says: ["ec2 eni-1"],
  },
  "tags of resources of many types": {
    events: ["ec2", "CreateTags", "DeleteTags"],
    request: tagged("i-1", "snap-1", "ami-1", "sg-1", "vpc-1", "subnet-1", "vol-1"),
    says: ["ami ami-1", "ebs_snapshot snap-1", "ec2 i-1", "security_group sg-1", "vpc vpc-1"],
  },
  "a group is made": {
    events: ["ec2", "CreateSecurityGroup"],
    request: { groupName: "web" },
    response: { groupId: "sg-1" },
    says: ["security_group sg-1"],
  },
  "a group by its id": {
    events: ["ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "DeleteSecurityGroup"],
    request: { groupId: "sg-1", ipPermissions: {} },
    says: ["security_group sg-1"],
  },
  "a group by its name": {
    events: ["ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "DeleteSecurityGroup"],
    request: { groupName: "web" },
    response: { _return: true },
    says: ["security_group web"],
  },
  "a group by its name, which the answer has too": {
    events: ["ec2", "AuthorizeSecurityGroupIngress"],
    request: { groupName: "web" },
    response: { securityGroupRuleSet: { items: [{ groupId: "sg-1" }, { groupId: "sg-1" }] } },
    says: ["security_group sg-1"],
  },
  "a group that loses a rule, by its name, which the answer has too": {
    events: ["ec2", "RevokeSecurityGroupIngress"],
    request: { groupName: "web" },
    response: { revokedSecurityGroupRuleSet: { items: [{ groupId: "sg-1" }] } },
    says: ["security_group sg-1"],
  },
  "rules of a group": {
    events: ["ec2", "ModifySecurityGroupRules"],
    request: { ModifySecurityGroupRulesRequest: { GroupId: "sg-1", SecurityGroupRule: { SecurityGroupRuleId: "sgr-1" } } },
    says: ["security_group sg-1"],
  },
  "a prefix list": {
    events: ["ec2", "ModifyManagedPrefixList"],
    request: { ModifyManagedPrefixListRequest: { PrefixListId: "pl-1" } },
    says: ["security_group pl-1"],
  },
  "a prefix list as it was": {
    events: ["ec2", "RestoreManagedPrefixListVersion"],
    request: { RestoreManagedPrefixListVersionRequest: { PrefixListId: "pl-1", PreviousVersion: 1 } },
    says: ["security_group pl-1"],
  },
  "a VPC is made": { events: ["ec2", "CreateVpc", "CreateDefaultVpc"], response: { vpc: { vpcId: "vpc-1" } }, says: ["vpc vpc-1"] },
  "a default VPC, in an answer of its own": {
    events: ["ec2", "CreateDefaultVpc"],
    response: { CreateDefaultVpcResponse: { vpc: { vpcId: "vpc-1" } } },
    says: ["vpc vpc-1"],
  },
  "flow logs of one VPC": {
    events: ["ec2", "CreateFlowLogs"],
    request: { CreateFlowLogsRequest: { ResourceType: "VPC", ResourceId: { tag: 1, content: "vpc-1" } } },
    says: ["vpc vpc-1"],
  },
  "flow logs of two VPCs and a subnet": {
    events: ["ec2", "CreateFlowLogs"],
    request: { CreateFlowLogsRequest: { ResourceId: [{ content: "vpc-1" }, { content: "vpc-2" }, { content: "subnet-1" }] } },
    says: ["vpc vpc-1", "vpc vpc-2"],
  },
  "flow logs no more": {
    events: ["ec2", "DeleteFlowLogs"],
    request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: "fl-1" } } },
    says: ["vpc fl-1"],
  },
  "flow logs no more, in the older shape": {
    events: ["ec2", "DeleteFlowLogs"],
    request: { flowLogId: ["fl-1", "fl-2"] },
    says: ["vpc fl-1", "vpc fl-2"],
  },
  "a VPC no more": { events: ["ec2", "DeleteVpc"], request: { vpcId: "vpc-1" }, says: ["vpc vpc-1"] },

  "a bucket": {
    events: [
      ...([
        "s3",
        "CreateBucket",
        "DeleteBucket",
        "PutBucketAcl",
        "PutBucketPolicy",
        "DeleteBucketPolicy",
        "PutBucketPublicAccessBlock",
      ] as const),
      ...["DeleteBucketPublicAccessBlock", "PutBucketOwnershipControls", "DeleteBucketOwnershipControls", "PutBucketEncryption"],
      ...["DeleteBucketEncryption", "PutBucketTagging", "DeleteBucketTagging"],
    ],
    request: { bucketName: "photos", Host: "photos.s3.eu-west-1.amazonaws.com" },
    says: [`s3_bucket photos ${main}`],
  },
  "public access of the account": {
    events: ["s3", "PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock"],
    request: { host: ["111111111111.s3-control.eu-west-1.amazonaws.com"] },
    says: [`account 111111111111 ${main}`],
  },

  "a classic load balancer is made": {
    events: ["elasticloadbalancing", "CreateLoadBalancer"],
    request: { loadBalancerName: "old", listeners: [] },
    response: { dNSName: "old-1.eu-west-1.elb.amazonaws.com" },
    says: ["elb old"],
  },
  "a load balancer is made": {
    events: ["elasticloadbalancing", "CreateLoadBalancer"],
    request: { name: "web" },
    response: { loadBalancers: [{ loadBalancerArn: balancer }] },
    says: [`elbv2 ${balancer}`],
  },
  "a classic load balancer": {
    events: ["elasticloadbalancing", "RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer", "DeleteLoadBalancer"],
    request: { loadBalancerName: "old", instances: [{ instanceId: "i-1" }] },
    says: ["elb old"],
  },
  "tags of classic load balancers": {
    events: ["elasticloadbalancing", "AddTags", "RemoveTags"],
    request: { loadBalancerNames: ["old", "older"] },
    says: ["elb old", "elb older"],
  },
  "tags of a load balancer, a group and a listener": {
    events: ["elasticloadbalancing", "AddTags", "RemoveTags"],
    request: { resourceArns: [balancer, group, `${elb}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`] },
    says: [`elbv2 ${balancer}`, `elbv2 ${group}`],
  },
  "a load balancer": {
    events: ["elasticloadbalancing", "SetSubnets", "CreateListener", "DeleteLoadBalancer"],
    request: { loadBalancerArn: balancer },
    says: [`elbv2 ${balancer}`],
  },
  "a listener of a load balancer": {
    events: ["elasticloadbalancing", "ModifyListener", "DeleteListener", "CreateRule"],
    request: { listenerArn: `${elb}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2` },
    says: [`elbv2 ${balancer}`],
  },
  "a rule of a load balancer": {
    events: ["elasticloadbalancing", "ModifyRule", "DeleteRule"],
    request: { ruleArn: `${elb}:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee` },
    says: [`elbv2 ${balancer}`],
  },
  "a target group is made": {
    events: ["elasticloadbalancing", "CreateTargetGroup"],
    response: { targetGroups: [{ targetGroupArn: group }] },
    says: [`elbv2 ${group}`],
  },
  "a target group": {
    events: ["elasticloadbalancing", "RegisterTargets", "DeregisterTargets", "DeleteTargetGroup"],
    request: { targetGroupArn: group, targets: [{ id: "i-1" }] },
    says: [`elbv2 ${group}`],
  },

  "a service": {
    events: ["ecs", "CreateService", "UpdateService", "DeleteService"],
    request: { cluster: "one", service: "web" },
    response: { service: { serviceArn: `${ecs}:service/one/web` } },
    says: [`ecs_service ${ecs}:service/one/web`],
  },
  "a service without an answer": {
    events: ["ecs", "CreateService"],
    request: { serviceName: "web" },
    response: null,
    says: ["ecs_service web"],
  },
  "tasks are started": {
    events: ["ecs", "RunTask", "StartTask"],
    request: { taskDefinition: "web:3", count: 2 },
    response: { tasks: [{ taskArn: `${ecs}:task/one/1` }, { taskArn: `${ecs}:task/one/2` }], failures: [] },
    says: [`ecs_task ${ecs}:task/one/1`, `ecs_task ${ecs}:task/one/2`],
  },
  "a task is stopped": {
    events: ["ecs", "StopTask"],
    response: { task: { taskArn: `${ecs}:task/one/1` } },
    says: [`ecs_task ${ecs}:task/one/1`],
  },
  "a task set": {
    events: ["ecs", "CreateTaskSet", "UpdateTaskSet", "UpdateServicePrimaryTaskSet", "DeleteTaskSet"],
    request: { cluster: "one", service: "web", externalId: "blue" },
    response: { taskSet: { taskSetArn: `${ecs}:task-set/one/web/ecs-svc/1` } },
    says: [`ecs_task_set ${ecs}:task-set/one/web/ecs-svc/1`],
  },
  "tags of a service": {
    events: ["ecs", "TagResource", "UntagResource"],
    request: { resourceArn: `${ecs}:service/one/web` },
    says: [`ecs_service ${ecs}:service/one/web`],
  },
  "tags of a task": {
    events: ["ecs", "TagResource", "UntagResource"],
    request: { resourceArn: `${ecs}:task/one/1` },
    says: [`ecs_task ${ecs}:task/one/1`],
  },
  "tags of a task set": {
    events: ["ecs", "TagResource", "UntagResource"],
    request: { resourceArn: `${ecs}:task-set/one/web/ecs-svc/1` },
    says: [`ecs_task_set ${ecs}:task-set/one/web/ecs-svc/1`],
  },

  "a function by its name": {
    events: [
      ...([
        "lambda",
        "CreateFunction20150331",
        "AddPermission20150331v2",
        "RemovePermission20150331v2",
        "CreateFunctionUrlConfig",
        "UpdateFunctionConfiguration20150331v2",
      ] as const),
      ...["UpdateFunctionUrlConfig", "DeleteFunctionUrlConfig", "CreateAlias20150331", "DeleteAlias20150331", "PublishVersion20150331"],
      "DeleteFunction20150331",
    ],
    request: { functionName: "resize" },
    says: ["lambda_function resize"],
  },
  "a function by its ARN, with a qualifier": {
    events: ["lambda", "AddPermission20150331v2"],
    request: { functionName: "arn:aws:lambda:eu-west-1:111111111111:function:resize:live" },
    says: ["lambda_function resize"],
  },
  "a function by account and name": {
    events: ["lambda", "AddPermission20150331v2"],
    request: { functionName: "111111111111:function:resize" },
    says: ["lambda_function resize"],
  },
  "a policy as a whole": {
    events: ["lambda", "PutResourcePolicy", "DeleteResourcePolicy"],
    request: { resourceArn: "arn:aws:lambda:eu-west-1:111111111111:function:resize" },
    says: ["lambda_function resize"],
  },
  "tags of a function": {
    events: ["lambda", "TagResource20170331v2", "UntagResource20170331v2"],
    request: { resource: "arn:aws:lambda:eu-west-1:111111111111:function:resize" },
    says: ["lambda_function resize"],
  },

  "a role": {
    events: ["iam", "CreateRole", "UpdateAssumeRolePolicy", "TagRole", "UntagRole", "DeleteRole", "DeleteServiceLinkedRole"],
    request: { roleName: "deploy" },
    says: [`iam_role deploy ${main}`],
  },
  "a role of a service": {
    events: ["iam", "CreateServiceLinkedRole"],
    request: { aWSServiceName: "ecs.amazonaws.com" },
    response: { role: { roleName: "AWSServiceRoleForECS" } },
    says: [`iam_role AWSServiceRoleForECS ${main}`],
  },
  "a user": {
    events: [
      ...(["iam", "CreateUser", "DeleteUser", "CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "PutUserPolicy"] as const),
      ...["DeleteUserPolicy", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "TagUser", "UntagUser", "UpdateUser"],
    ],
    request: { userName: "bob" },
    says: [`iam_user bob ${main}`],
  },
  "a user who makes a key for himself": {
    events: ["iam", "CreateAccessKey"],
    request: null,
    response: { accessKey: { userName: "carol", accessKeyId: "AKIA111111111EXAMPLE" } },
    says: [`iam_user carol ${main}`],
  },
  "a user who does not name himself": {
    events: ["iam", "CreateLoginProfile", "DeleteLoginProfile", "UpdateAccessKey", "DeleteAccessKey"],
    request: { accessKeyId: "AKIA111111111EXAMPLE" },
    says: [`iam_user alice ${main}`],
  },
  "a user with a new name": {
    events: ["iam", "UpdateUser"],
    request: { userName: "bob", newUserName: "robert" },
    says: [`iam_user robert ${main}`],
  },
  "a device of a user": {
    events: ["iam", "EnableMFADevice", "DeactivateMFADevice"],
    request: { userName: "alice", serialNumber: serial },
    says: [`account 111111111111 ${main}`, `iam_user alice ${main}`],
  },
  "a device of the root user": {
    events: ["iam", "EnableMFADevice", "DeactivateMFADevice"],
    request: { userName: "AWS ROOT USER", serialNumber: "arn:aws:iam::111111111111:mfa/root-account-mfa-device" },
    more: { userIdentity: { type: "Root", arn: "arn:aws:iam::111111111111:root" } },
    says: [`account 111111111111 ${main}`],
  },
  "a device that is named after its user": {
    events: ["iam", "DeleteVirtualMFADevice"],
    request: { serialNumber: serial },
    says: [`account 111111111111 ${main}`, `iam_user alice ${main}`],
  },
  "the password policy": {
    events: ["iam", "UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy"],
    request: null,
    says: [`account 111111111111 ${main}`],
  },

  "a key is made": {
    events: ["kms", "CreateKey"],
    response: { keyMetadata: { keyId, arn: kms } },
    more: { resources },
    says: [`kms_key ${keyId}`],
  },
  "a key by its id": {
    events: [
      ...(["kms", "PutKeyPolicy", "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "UpdatePrimaryRegion"] as const),
      ...["TagResource", "UntagResource"],
    ],
    request: { keyId },
    says: [`kms_key ${keyId}`],
  },
  "a key by its ARN": { events: ["kms", "PutKeyPolicy"], request: { keyId: kms }, says: [`kms_key ${keyId}`] },
  "a key by an alias, which the list of resources has too": {
    events: ["kms", "DisableKey"],
    request: { keyId: "alias/photos" },
    more: { resources },
    says: [`kms_key ${keyId}`],
  },
  "a key by an alias": { events: ["kms", "DisableKey"], request: { keyId: "alias/photos" }, says: ["kms_key alias/photos"] },
  "a key that AWS deletes when its time has come": {
    events: ["kms", "DeleteKey"],
    request: null,
    response: { keyId: kms },
    more: { resources, eventType: "AwsServiceEvent", userIdentity: { accountId: "111111111111", invokedBy: "AWS Internal" } },
    says: [`kms_key ${keyId}`],
  },

  "a database is made": { events: ["rds", ...instance], request: {}, response: { dBInstanceIdentifier: "orders" }, says: ["rds orders"] },
  "a replica without an answer": {
    events: ["rds", "CreateDBInstanceReadReplica"],
    request: { dBInstanceIdentifier: "replica", sourceDBInstanceIdentifier: "orders" },
    says: ["rds replica"],
  },
  "a database as it was, without an answer": {
    events: ["rds", "RestoreDBInstanceToPointInTime"],
    request: { sourceDBInstanceIdentifier: "orders", targetDBInstanceIdentifier: "again" },
    says: ["rds again"],
  },
  "a database": {
    events: ["rds", "ModifyDBInstance", "PromoteReadReplica", "StartDBInstance", "StopDBInstance", "DeleteDBInstance"],
    request: { dBInstanceIdentifier: "Orders" },
    says: ["rds orders"],
  },
  "a database with a new name": {
    events: ["rds", "ModifyDBInstance"],
    request: { dBInstanceIdentifier: "orders", newDBInstanceIdentifier: "sales" },
    says: ["rds orders", "rds sales"],
  },
  "tags of a database": {
    events: ["rds", "AddTagsToResource", "RemoveTagsFromResource"],
    request: { resourceName: `${rds}:db:orders` },
    says: ["rds orders"],
  },
  "a database cluster is made": { events: ["rds", ...cluster], response: { dBClusterIdentifier: "aurora" }, says: ["rds_cluster aurora"] },
  "a database cluster": {
    events: ["rds", "ModifyDBCluster", "PromoteReadReplicaDBCluster", "StartDBCluster", "StopDBCluster", "DeleteDBCluster"],
    request: { dBClusterIdentifier: "aurora" },
    says: ["rds_cluster aurora"],
  },
  "a database cluster with a new name": {
    events: ["rds", "ModifyDBCluster"],
    request: { dBClusterIdentifier: "aurora", newDBClusterIdentifier: "borealis" },
    says: ["rds_cluster aurora", "rds_cluster borealis"],
  },
  "tags of a database cluster": {
    events: ["rds", "AddTagsToResource", "RemoveTagsFromResource"],
    request: { resourceName: `${rds}:cluster:aurora` },
    says: ["rds_cluster aurora"],
  },
  "a database snapshot is made": {
    events: ["rds", "CreateDBSnapshot", "CopyDBSnapshot"],
    response: { dBSnapshotIdentifier: "copy" },
    says: ["rds_snapshot copy"],
  },
  "a database snapshot without an answer": {
    events: ["rds", "CopyDBSnapshot"],
    request: { sourceDBSnapshotIdentifier: "one", targetDBSnapshotIdentifier: "copy" },
    says: ["rds_snapshot copy"],
  },
  "a database snapshot": {
    events: ["rds", "ModifyDBSnapshotAttribute", "DeleteDBSnapshot"],
    request: { dBSnapshotIdentifier: "one", attributeName: "restore", valuesToAdd: ["all"] },
    says: ["rds_snapshot one"],
  },
  "tags of a database snapshot": {
    events: ["rds", "AddTagsToResource", "RemoveTagsFromResource"],
    request: { resourceName: `${rds}:snapshot:one` },
    says: ["rds_snapshot one"],
  },
  "a cluster snapshot is made": {
    events: ["rds", "CreateDBClusterSnapshot", "CopyDBClusterSnapshot"],
    response: { dBClusterSnapshotIdentifier: "copy" },
    says: ["rds_cluster_snapshot copy"],
  },
  "a cluster snapshot": {
    events: ["rds", "ModifyDBClusterSnapshotAttribute", "DeleteDBClusterSnapshot"],
    request: { dBClusterSnapshotIdentifier: "one" },
    says: ["rds_cluster_snapshot one"],
  },
  "tags of a cluster snapshot": {
    events: ["rds", "AddTagsToResource", "RemoveTagsFromResource"],
    request: { resourceName: `${rds}:cluster-snapshot:one` },
    says: ["rds_cluster_snapshot one"],
  },

  "a warehouse is made": {
    events: ["redshift", "CreateCluster", "RestoreFromClusterSnapshot"],
    response: { clusterIdentifier: "dw" },
    says: ["redshift dw"],
  },
  "a warehouse": {
    events: ["redshift", "ModifyCluster", "ResizeCluster", "RebootCluster", "PauseCluster", "ResumeCluster", "DeleteCluster"],
    request: { clusterIdentifier: "dw" },
    says: ["redshift dw"],
  },
  "a warehouse with a new name": {
    events: ["redshift", "ModifyCluster"],
    request: { clusterIdentifier: "dw", newClusterIdentifier: "dw2" },
    says: ["redshift dw", "redshift dw2"],
  },
  "tags of a warehouse": {
    events: ["redshift", "CreateTags", "DeleteTags"],
    request: { resourceName: "arn:aws:redshift:eu-west-1:111111111111:cluster:dw" },
    says: ["redshift dw"],
  },

  "GuardDuty in a region": {
    events: [
      ...([
        "guardduty",
        "CreateDetector",
        "UpdateDetector",
        "DeleteDetector",
        "AcceptAdministratorInvitation",
        "AcceptInvitation",
      ] as const),
      ...["DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount"],
    ],
    request: { detectorId: "d1" },
    says: region,
  },
  "Config in a region": {
    events: [
      ...([
        "config",
        "PutConfigurationRecorder",
        "DeleteConfigurationRecorder",
        "StartConfigurationRecorder",
        "StopConfigurationRecorder",
      ] as const),
      ...["PutDeliveryChannel", "DeleteDeliveryChannel", "PutAggregationAuthorization", "DeleteAggregationAuthorization"],
    ],
    request: { configurationRecorderName: "default" },
    says: region,
  },
  "CloudTrail in a region": {
    events: ["cloudtrail", "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging", "PutEventSelectors"],
    request: { name: "all" },
    says: region,
  },
};
