/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of Lambda event names. Names as documented by the service, seen in public logs,
 * or taken from its API model (those whose operations exist but were not yet seen in a
 * log).
 */
#include "event/rules.h"

/* By base name, sorted by bytes for the search. */
static const struct function_entry {
	const char *name;
	enum function_class cls;
} function_names[] = {
	{ "AddLayerVersionPermission", FUNCTION_PERMISSION },
	{ "AddPermission", FUNCTION_PERMISSION },
	{ "CreateAlias", FUNCTION_CONFIG },
	{ "CreateCapacityProvider", FUNCTION_CONFIG },
	{ "CreateCodeSigningConfig", FUNCTION_CODE },
	{ "CreateEventSourceMapping", FUNCTION_TRIGGER },
	{ "CreateFunction", FUNCTION_CODE },
	{ "CreateFunctionUrlConfig", FUNCTION_PERMISSION },
	{ "DeleteAlias", FUNCTION_CONFIG },
	{ "DeleteCapacityProvider", FUNCTION_CONFIG },
	{ "DeleteCodeSigningConfig", FUNCTION_CODE },
	{ "DeleteEventSourceMapping", FUNCTION_TRIGGER },
	{ "DeleteFunction", FUNCTION_CODE },
	{ "DeleteFunctionCodeSigningConfig", FUNCTION_CODE },
	{ "DeleteFunctionConcurrency", FUNCTION_CONFIG },
	{ "DeleteFunctionEventInvokeConfig", FUNCTION_CONFIG },
	{ "DeleteFunctionUrlConfig", FUNCTION_PERMISSION },
	{ "DeleteLayerVersion", FUNCTION_CODE },
	{ "DeleteProvisionedConcurrencyConfig", FUNCTION_CONFIG },
	{ "DeleteResourcePolicy", FUNCTION_PERMISSION },
	{ "DisablePublicAccessBlockConfig", FUNCTION_PERMISSION },
	{ "EnableReplication", FUNCTION_TRIGGER },
	{ "LambdaESMDisabled", FUNCTION_TRIGGER },
	{ "PublishLayerVersion", FUNCTION_CODE },
	{ "PublishVersion", FUNCTION_CODE },
	{ "PutFunctionCodeSigningConfig", FUNCTION_CODE },
	{ "PutFunctionConcurrency", FUNCTION_CONFIG },
	{ "PutFunctionEventInvokeConfig", FUNCTION_CONFIG },
	{ "PutFunctionRecursionConfig", FUNCTION_CONFIG },
	{ "PutFunctionScalingConfig", FUNCTION_CONFIG },
	{ "PutProvisionedConcurrencyConfig", FUNCTION_CONFIG },
	{ "PutPublicAccessBlockConfig", FUNCTION_PERMISSION },
	{ "PutResourcePolicy", FUNCTION_PERMISSION },
	{ "PutRuntimeManagementConfig", FUNCTION_CONFIG },
	{ "RemoveLayerVersionPermission", FUNCTION_PERMISSION },
	{ "RemovePermission", FUNCTION_PERMISSION },
	{ "TagResource", FUNCTION_CONFIG },
	{ "UntagResource", FUNCTION_CONFIG },
	{ "UpdateAlias", FUNCTION_CONFIG },
	{ "UpdateCapacityProvider", FUNCTION_CONFIG },
	{ "UpdateCodeSigningConfig", FUNCTION_CODE },
	{ "UpdateEventSourceMapping", FUNCTION_TRIGGER },
	{ "UpdateFunctionCode", FUNCTION_CODE },
	{ "UpdateFunctionConfiguration", FUNCTION_CONFIG },
	{ "UpdateFunctionEventInvokeConfig", FUNCTION_CONFIG },
	{ "UpdateFunctionUrlConfig", FUNCTION_PERMISSION },
};

/* Families of names, tried in this order after the names. */
static const struct function_entry function_heads[] = {
	{ "Invoke", FUNCTION_DATA },
	{ "CheckpointDurableExecution", FUNCTION_DATA },
	{ "GetDurableExecution", FUNCTION_DATA },
	{ "SendDurableExecution", FUNCTION_DATA },
	{ "StopDurableExecution", FUNCTION_DATA },
	{ "Get", FUNCTION_READ },
	{ "List", FUNCTION_READ },
};

enum function_class rule_fn_class(struct sv event)
{
	size_t lo = 0, hi = ARRAY_SIZE(function_names);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = sv_cmp(event, sv_str(function_names[mid].name));

		if (c == 0)
			return function_names[mid].cls;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(function_heads); i++)
		if (sv_starts(event, sv_str(function_heads[i].name)))
			return function_heads[i].cls;
	return FUNCTION_NONE;
}
