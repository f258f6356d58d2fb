/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long tail: services, the noun of their requests, and names of their operations. */
#include "util/base.h"

#include "ops.h"

#define ARN(service, rest) "arn:aws:" service ":$R:$A:" rest

const struct op_service op_services[] = {
	{ "ec2.amazonaws.com", "instanceId", "i-$I",
	  "DescribeInstanceStatus DescribeAddresses DescribeNatGateways "
	  "DescribeInternetGateways "
	  "DescribeNetworkAcls DescribeDhcpOptions DescribeInstanceTypes DescribeSnapshots "
	  "DescribeAvailabilityZones DescribeAccountAttributes DescribeLaunchTemplates "
	  "DescribeVpcAttribute DescribeKeyPairs DescribeFlowLogs DescribeVpcEndpoints "
	  "DescribeInstanceAttribute DescribeInstanceCreditSpecifications DescribeRegions "
	  "DescribePlacementGroups DescribeTransitGateways DescribeVpcPeeringConnections "
	  "DescribeVolumeStatus DescribeVpnConnections DescribeVpnGateways DescribeHosts "
	  "DescribeSecurityGroupRules DescribePrefixLists "
	  "DescribeIamInstanceProfileAssociations "
	  "DescribeReservedInstances DescribeSpotInstanceRequests "
	  "DescribeManagedPrefixLists "
	  "DescribeLaunchTemplateVersions DescribeVolumesModifications "
	  "DescribeImageAttribute "
	  "GetConsoleOutput GetPasswordData GetEbsEncryptionByDefault "
	  "GetLaunchTemplateData "
	  "CreateTags DeleteTags RunInstances TerminateInstances StartInstances "
	  "StopInstances "
	  "AttachVolume DetachVolume CreateVolume DeleteVolume CreateSnapshot "
	  "DeleteSnapshot "
	  "ModifyInstanceAttribute ModifyNetworkInterfaceAttribute DeleteNetworkInterface "
	  "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress CreateSecurityGroup "
	  "RevokeSecurityGroupIngress DeleteSecurityGroup CreateRoute DeleteRoute "
	  "AllocateAddress "
	  "AssociateAddress ReleaseAddress CreateKeyPair ImportKeyPair DeleteKeyPair "
	  "CopyImage "
	  "CreateImage DeregisterImage CreateLaunchTemplate SharedSnapshotVolumeCreated "
	  "ModifySnapshotAttribute ModifyImageAttribute CreateFlowLogs DeleteFlowLogs" },
	{ "iam.amazonaws.com", "userName", "$y",
	  "GetUser ListUsers ListRoles ListPolicies GetPolicy GetPolicyVersion "
	  "ListAccessKeys "
	  "GetAccessKeyLastUsed ListMFADevices ListGroupsForUser ListSigningCertificates "
	  "ListRolePolicies GetRolePolicy ListUserPolicies ListAttachedUserPolicies "
	  "GetUserPolicy "
	  "GetAccountSummary GetAccountPasswordPolicy GetCredentialReport "
	  "GenerateCredentialReport "
	  "ListInstanceProfiles ListInstanceProfilesForRole ListSAMLProviders "
	  "ListAccountAliases "
	  "ListOpenIDConnectProviders GetInstanceProfile SimulatePrincipalPolicy "
	  "CreateUser "
	  "DeleteUser CreateAccessKey DeleteAccessKey UpdateAccessKey AttachRolePolicy "
	  "DetachRolePolicy AttachUserPolicy DeleteRole DeleteRolePolicy CreatePolicy "
	  "CreatePolicyVersion DeletePolicyVersion UpdateAssumeRolePolicy "
	  "CreateLoginProfile "
	  "UpdateLoginProfile TagRole CreateInstanceProfile AddRoleToInstanceProfile "
	  "AddUserToGroup CreateServiceLinkedRole EnableMFADevice" },
	{ "s3.amazonaws.com", "bucketName", "$B",
	  "ListBuckets GetBucketLocation GetBucketPolicy GetBucketVersioning "
	  "GetBucketTagging "
	  "GetBucketEncryption GetBucketPublicAccessBlock GetBucketPolicyStatus "
	  "GetBucketLogging "
	  "GetBucketLifecycle GetBucketReplication GetBucketWebsite GetBucketCors "
	  "HeadBucket "
	  "GetBucketObjectLockConfiguration GetBucketOwnershipControls "
	  "GetBucketNotification "
	  "GetBucketRequestPayment GetAccelerateConfiguration ListAccessPoints "
	  "CreateBucket "
	  "DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketVersioning "
	  "PutBucketTagging "
	  "PutBucketEncryption PutBucketPublicAccessBlock PutBucketAcl PutBucketLogging "
	  "PutBucketLifecycle GetStorageLensConfiguration" },
	{ "ssm.amazonaws.com", "instanceId", "i-$I",
	  "UpdateInstanceInformation DescribeParameters GetParameters GetParametersByPath "
	  "DescribeInstanceInformation ListAssociations ListInstanceAssociations "
	  "PutParameter "
	  "SendCommand GetCommandInvocation ListCommands StartSession TerminateSession "
	  "DeleteParameter DescribeDocument ListDocuments PutInventory PutComplianceItems "
	  "GetDocument DescribeAssociation" },
	{ "kms.amazonaws.com", "keyId", "$G",
	  "DescribeKey ListKeys ListAliases CreateGrant RetireGrant ListGrants "
	  "GetKeyPolicy "
	  "GetKeyRotationStatus ReEncrypt CreateKey ScheduleKeyDeletion DisableKey "
	  "CreateAlias "
	  "PutKeyPolicy EnableKeyRotation ListResourceTags Sign Verify GetPublicKey" },
	{ "cloudformation.amazonaws.com", "stackName", "$S",
	  "DescribeStacks ListStacks DescribeStackResources ListStackResources GetTemplate "
	  "DescribeChangeSet CreateChangeSet ExecuteChangeSet DeleteChangeSet CreateStack "
	  "UpdateStack DeleteStack ValidateTemplate GetTemplateSummary ListTypes "
	  "DescribeType" },
	{ "ecs.amazonaws.com", "cluster", ARN("ecs", "cluster/$S"),
	  "DescribeServices ListTasks DescribeClusters ListServices DescribeTaskDefinition "
	  "RegisterTaskDefinition UpdateService StopTask DescribeContainerInstances "
	  "SubmitTaskStateChange SubmitContainerStateChange DiscoverPollEndpoint "
	  "ListClusters "
	  "RegisterContainerInstance DeregisterTaskDefinition CreateService "
	  "DeleteService" },
	{ "dynamodb.amazonaws.com", "tableName", "$S",
	  "Query Scan UpdateItem DeleteItem BatchGetItem BatchWriteItem DescribeTable "
	  "ListTables "
	  "DescribeTimeToLive DescribeContinuousBackups ListTagsOfResource UpdateTable "
	  "CreateTable "
	  "TransactWriteItems GetRecords GetShardIterator DescribeStream CreateBackup" },
	{ "sts.amazonaws.com", "roleSessionName", "$S",
	  "GetSessionToken GetFederationToken DecodeAuthorizationMessage "
	  "GetAccessKeyInfo" },
	{ "logs.amazonaws.com", "logGroupName", "/aws/$W/$S",
	  "DescribeLogGroups DescribeLogStreams CreateLogGroup FilterLogEvents "
	  "GetLogEvents "
	  "StartQuery GetQueryResults PutRetentionPolicy PutSubscriptionFilter "
	  "PutMetricFilter "
	  "DescribeMetricFilters DescribeSubscriptionFilters DeleteLogGroup "
	  "ListTagsLogGroup "
	  "DescribeResourcePolicies" },
	{ "monitoring.amazonaws.com", "alarmName", "$S-high",
	  "ListMetrics PutMetricAlarm DeleteAlarms DescribeAlarmHistory SetAlarmState "
	  "GetDashboard "
	  "ListDashboards PutDashboard DescribeAlarmsForMetric EnableAlarmActions "
	  "ListTagsForResource" },
	{ "sqs.amazonaws.com", "queueUrl", "https://sqs.$R.amazonaws.com/$A/$S",
	  "GetQueueAttributes GetQueueUrl ListQueues SendMessage DeleteMessage CreateQueue "
	  "SetQueueAttributes PurgeQueue DeleteQueue" },
	{ "sns.amazonaws.com", "topicArn", ARN("sns", "$S"),
	  "ListTopics GetTopicAttributes Subscribe Unsubscribe ListSubscriptionsByTopic "
	  "SetTopicAttributes CreateTopic DeleteTopic ListSubscriptions "
	  "GetSubscriptionAttributes" },
	{ "secretsmanager.amazonaws.com", "secretId", ARN("secretsmanager", "secret:$S"),
	  "ListSecrets DescribeSecret PutSecretValue CreateSecret RotateSecret "
	  "UpdateSecret "
	  "GetResourcePolicy DeleteSecret" },
	{ "lambda.amazonaws.com", "marker", "$Z",
	  "GetAccountSettings20160819 ListEventSourceMappings20150331 ListLayers20181031 "
	  "GetEventSourceMapping20150331 GetLayerVersionPolicy" },
	{ "rds.amazonaws.com", "dBInstanceIdentifier", "$S-db",
	  "DescribeDBInstances DescribeDBClusters DescribeDBSnapshots "
	  "DescribeDBSubnetGroups "
	  "DescribeDBClusterSnapshots DescribeDBParameterGroups CreateDBSnapshot "
	  "ModifyDBInstance "
	  "DescribeEvents DescribePendingMaintenanceActions StartDBCluster StopDBCluster "
	  "ModifyDBSnapshotAttribute DeleteDBSnapshot DownloadDBLogFilePortion" },
	{ "autoscaling.amazonaws.com", "autoScalingGroupName", "$S-asg",
	  "DescribeAutoScalingGroups DescribeScalingActivities "
	  "DescribeLaunchConfigurations "
	  "UpdateAutoScalingGroup SetDesiredCapacity DescribePolicies "
	  "TerminateInstanceInAutoScalingGroup "
	  "DescribeLifecycleHooks CompleteLifecycleAction PutScalingPolicy DescribeTags" },
	{ "elasticloadbalancing.amazonaws.com", "loadBalancerArn",
	  ARN("elasticloadbalancing", "loadbalancer/app/$S/$X$X"),
	  "DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth "
	  "DescribeListeners "
	  "DescribeRules RegisterTargets DeregisterTargets DescribeLoadBalancerAttributes "
	  "ModifyListener CreateTargetGroup DescribeInstanceHealth "
	  "ModifyTargetGroupAttributes" },
	{ "ecr.amazonaws.com", "repositoryName", "$S",
	  "GetAuthorizationToken GetDownloadUrlForLayer BatchCheckLayerAvailability "
	  "DescribeImages "
	  "DescribeRepositories PutImage InitiateLayerUpload UploadLayerPart "
	  "CompleteLayerUpload "
	  "ListImages GetLifecyclePolicy DescribeImageScanFindings CreateRepository" },
	{ "cloudtrail.amazonaws.com", "trailName", ARN("cloudtrail", "trail/org-trail"),
	  "DescribeTrails GetTrailStatus LookupEvents GetEventSelectors ListTrails "
	  "ListTags "
	  "GetInsightSelectors GetTrail PutEventSelectors UpdateTrail StartLogging" },
	{ "config.amazonaws.com", "configRuleName", "$S-rule",
	  "PutEvaluations DescribeConfigurationRecorders DescribeConfigRules "
	  "SelectResourceConfig "
	  "DescribeConfigurationRecorderStatus DescribeDeliveryChannels "
	  "GetResourceConfigHistory "
	  "GetComplianceDetailsByConfigRule BatchGetResourceConfig "
	  "ListDiscoveredResources" },
	{ "events.amazonaws.com", "rule", "$S-rule",
	  "ListRules DescribeRule ListTargetsByRule PutRule EnableRule DisableRule "
	  "RemoveTargets "
	  "DeleteRule PutEvents TestEventPattern" },
	{ "states.amazonaws.com", "stateMachineArn", ARN("states", "stateMachine:$S"),
	  "StartExecution DescribeExecution DescribeStateMachine ListExecutions "
	  "GetExecutionHistory "
	  "ListStateMachines StopExecution UpdateStateMachine SendTaskSuccess" },
	{ "apigateway.amazonaws.com", "restApiId", "$X",
	  "GetRestApis GetResources GetStages GetDeployments CreateDeployment "
	  "GetDomainNames "
	  "UpdateStage GetIntegration PutIntegration GetUsagePlans" },
	{ "route53.amazonaws.com", "hostedZoneId", "Z0$X",
	  "ListHostedZones ListResourceRecordSets ChangeResourceRecordSets GetHostedZone "
	  "GetChange "
	  "ListTagsForResource ListHealthChecks CreateHostedZone" },
	{ "acm.amazonaws.com", "certificateArn", ARN("acm", "certificate/$G"),
	  "ListCertificates DescribeCertificate RequestCertificate ListTagsForCertificate "
	  "ExportCertificate" },
	{ "cloudfront.amazonaws.com", "id", "E2$X",
	  "ListDistributions GetDistribution2020_05_31 GetDistributionConfig2020_05_31 "
	  "CreateInvalidation2020_05_31 UpdateDistribution2020_05_31 "
	  "ListInvalidations2020_05_31" },
	{ "eks.amazonaws.com", "name", "$S",
	  "DescribeCluster ListClusters DescribeNodegroup ListNodegroups DescribeAddon "
	  "AccessKubernetesApi UpdateNodegroupVersion" },
	{ "organizations.amazonaws.com", "accountId", "$A",
	  "DescribeOrganization ListAccounts DescribeAccount ListPolicies ListRoots "
	  "ListOrganizationalUnitsForParent DescribePolicy ListTagsForResource" },
	{ "codebuild.amazonaws.com", "projectName", "$S",
	  "BatchGetBuilds StartBuild BatchGetProjects ListBuildsForProject StopBuild "
	  "UpdateProject" },
	{ "codepipeline.amazonaws.com", "name", "$S",
	  "GetPipelineState ListPipelines GetPipeline StartPipelineExecution PollForJobs "
	  "PutJobSuccessResult ListActionExecutions" },
	{ "codecommit.amazonaws.com", "repositoryName", "$S",
	  "GitPull GitPush GetBranch ListRepositories GetRepository BatchGetRepositories" },
	{ "codedeploy.amazonaws.com", "deploymentId", "d-$X",
	  "GetDeployment CreateDeployment ListDeployments BatchGetDeployments "
	  "RegisterApplicationRevision" },
	{ "glue.amazonaws.com", "databaseName", "$W",
	  "GetTable GetTables GetPartitions GetDatabase GetDatabases StartJobRun GetJobRun "
	  "BatchGetPartition "
	  "UpdateTable GetCrawler StartCrawler" },
	{ "athena.amazonaws.com", "queryExecutionId", "$u",
	  "StartQueryExecution GetQueryExecution GetQueryResults ListWorkGroups "
	  "GetWorkGroup "
	  "BatchGetQueryExecution" },
	{ "redshift.amazonaws.com", "clusterIdentifier", "$S-dw",
	  "DescribeClusters DescribeClusterSnapshots DescribeLoggingStatus "
	  "GetClusterCredentials" },
	{ "elasticache.amazonaws.com", "cacheClusterId", "$S",
	  "DescribeCacheClusters DescribeReplicationGroups DescribeEvents "
	  "ListTagsForResource" },
	{ "kinesis.amazonaws.com", "streamName", "$S",
	  "DescribeStream DescribeStreamSummary ListShards GetRecords PutRecord "
	  "ListStreams" },
	{ "firehose.amazonaws.com", "deliveryStreamName", "$S",
	  "DescribeDeliveryStream ListDeliveryStreams UpdateDestination" },
	{ "guardduty.amazonaws.com", "detectorId", "$X$X",
	  "ListDetectors GetDetector ListFindings GetFindings GetFindingsStatistics "
	  "ListMembers" },
	{ "securityhub.amazonaws.com", "hubArn", ARN("securityhub", "hub/default"),
	  "GetFindings BatchImportFindings DescribeHub GetEnabledStandards "
	  "BatchUpdateFindings" },
	{ "access-analyzer.amazonaws.com", "analyzerArn",
	  ARN("access-analyzer", "analyzer/org"),
	  "ListAnalyzers ListFindings GetFinding ValidatePolicy" },
	{ "backup.amazonaws.com", "backupVaultName", "Default",
	  "ListBackupJobs StartBackupJob DescribeBackupJob ListRecoveryPointsByBackupVault "
	  "ListBackupPlans" },
	{ "batch.amazonaws.com", "jobQueue", "$S",
	  "DescribeJobs SubmitJob ListJobs TerminateJob" },
	{ "cognito-idp.amazonaws.com", "userPoolId", "$R_$X",
	  "DescribeUserPool ListUsers AdminGetUser AdminCreateUser InitiateAuth "
	  "ListUserPools" },
	{ "cognito-identity.amazonaws.com", "identityPoolId", "$R:$G",
	  "GetId GetOpenIdToken DescribeIdentityPool" },
	{ "elasticfilesystem.amazonaws.com", "fileSystemId", "fs-$I",
	  "DescribeFileSystems DescribeMountTargets DescribeAccessPoints "
	  "NewClientConnection" },
	{ "es.amazonaws.com", "domainName", "$S",
	  "DescribeElasticsearchDomain ListDomainNames DescribeElasticsearchDomains "
	  "ESHttpGet" },
	{ "elasticmapreduce.amazonaws.com", "clusterId", "j-$X",
	  "DescribeCluster ListClusters ListSteps RunJobFlow DescribeStep" },
	{ "sagemaker.amazonaws.com", "endpointName", "$S",
	  "DescribeEndpoint ListEndpoints DescribeTrainingJob ListTrainingJobs "
	  "CreateTrainingJob" },
	{ "bedrock.amazonaws.com", "modelId", "example.text-v$N",
	  "InvokeModel ListFoundationModels GetFoundationModelAvailability" },
	{ "servicediscovery.amazonaws.com", "serviceId", "srv-$X",
	  "DiscoverInstances ListServices GetService RegisterInstance" },
	{ "application-autoscaling.amazonaws.com", "resourceId", "service/$S/$S",
	  "DescribeScalableTargets DescribeScalingPolicies RegisterScalableTarget" },
	{ "tagging.amazonaws.com", "resourceTypeFilters", "ec2",
	  "GetResources GetTagKeys GetTagValues" },
	{ "resource-groups.amazonaws.com", "groupName", "$S",
	  "ListGroups GetGroup GetGroupQuery" },
	{ "sso.amazonaws.com", "instanceArn", "arn:aws:sso:::instance/ssoins-$X",
	  "ListInstances ListPermissionSets DescribePermissionSet GetRoleCredentials "
	  "ListAccountRoles" },
	{ "sso-directory.amazonaws.com", "identityStoreId", "d-$X",
	  "SearchUsers SearchGroups DescribeUsers" },
	{ "signin.amazonaws.com", "redirect", "console", "SwitchRole ExitRole RenewRole" },
	{ "health.amazonaws.com", "filter", "open",
	  "DescribeEventAggregates DescribeEvents" },
	{ "support.amazonaws.com", "language", "en",
	  "DescribeTrustedAdvisorChecks DescribeTrustedAdvisorCheckResult DescribeCases" },
	{ "compute-optimizer.amazonaws.com", "accountIds", "$A",
	  "GetEnrollmentStatus GetEC2InstanceRecommendations" },
	{ "ce.amazonaws.com", "metric", "UnblendedCost",
	  "GetCostAndUsage GetCostForecast GetDimensionValues" },
	{ "budgets.amazonaws.com", "budgetName", "$W", "DescribeBudgets ViewBudget" },
	{ "waf-regional.amazonaws.com", "webACLId", "$G",
	  "GetWebACLForResource ListWebACLs" },
	{ "wafv2.amazonaws.com", "resourceArn",
	  ARN("elasticloadbalancing", "loadbalancer/app/$S/$X"),
	  "GetWebACL ListWebACLs GetLoggingConfiguration" },
	{ "inspector2.amazonaws.com", "findingArn", ARN("inspector2", "finding/$X"),
	  "ListFindings ListCoverage BatchGetAccountStatus" },
	{ "macie2.amazonaws.com", "jobId", "$X", "ListFindings GetMacieSession" },
	{ "transfer.amazonaws.com", "serverId", "s-$I",
	  "ListServers DescribeServer ListUsers" },
	{ "workspaces.amazonaws.com", "workspaceId", "ws-$X",
	  "DescribeWorkspaces DescribeTags" },
	{ "directconnect.amazonaws.com", "connectionId", "dxcon-$X",
	  "DescribeConnections DescribeVirtualInterfaces" },
	{ "dms.amazonaws.com", "replicationTaskArn", ARN("dms", "task:$X"),
	  "DescribeReplicationTasks DescribeReplicationInstances" },
	{ "kafka.amazonaws.com", "clusterArn", ARN("kafka", "cluster/$S/$G"),
	  "ListClusters DescribeCluster GetBootstrapBrokers" },
	{ "mq.amazonaws.com", "brokerId", "b-$G", "ListBrokers DescribeBroker" },
	{ "ses.amazonaws.com", "identity", "$S.example.com",
	  "SendEmail SendRawEmail GetSendQuota ListIdentities "
	  "GetIdentityVerificationAttributes" },
	{ "xray.amazonaws.com", "groupName", "$W",
	  "GetTraceSummaries GetServiceGraph PutTraceSegments" },
	{ "synthetics.amazonaws.com", "name", "$S", "DescribeCanaries GetCanaryRuns" },
	{ "quicksight.amazonaws.com", "dashboardId", "$G",
	  "DescribeDashboard ListDashboards GetDashboard" },
	{ "lakeformation.amazonaws.com", "catalogId", "$A",
	  "GetDataAccess ListPermissions" },
	{ "lex.amazonaws.com", "botName", "$W", "GetBots GetBot" },
	{ "rekognition.amazonaws.com", "collectionId", "$W",
	  "DetectLabels ListCollections" },
	{ "textract.amazonaws.com", "jobId", "$H", "AnalyzeDocument GetDocumentAnalysis" },
	{ "translate.amazonaws.com", "terminologyNames", "$W", "TranslateText" },
	{ "ram.amazonaws.com", "resourceShareArn", ARN("ram", "resource-share/$G"),
	  "GetResourceShares ListResources" },
	{ "servicequotas.amazonaws.com", "serviceCode", "lambda",
	  "ListServiceQuotas GetServiceQuota" },
	{ "license-manager.amazonaws.com", "licenseArn",
	  "arn:aws:license-manager::$A:license", "ListReceivedLicenses" },
	{ "imagebuilder.amazonaws.com", "imageBuildVersionArn",
	  ARN("imagebuilder", "image/$S/1.0.$N"), "ListImages GetImage" },
	{ "schemas.amazonaws.com", "registryName", "$W", "ListRegistries" },
	{ "scheduler.amazonaws.com", "name", "$S",
	  "ListSchedules GetSchedule UpdateSchedule" },
	{ "appconfig.amazonaws.com", "application", "$S",
	  "GetLatestConfiguration StartConfigurationSession" },
	{ "iot.amazonaws.com", "thingName", "$S-$X",
	  "DescribeThing ListThings CreateTopicRule" },
	{ "fsx.amazonaws.com", "fileSystemId", "fs-$I", "DescribeFileSystems" },
};
const unsigned n_op_services = ARRAY_SIZE(op_services);
