/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of Lambda event names. Names as documented by the service, seen in public logs,
 * or taken from its API model (those whose operations exist but were not yet seen in a
 * log).
 */
#include "event/rules.h"

/* By base name, sorted by bytes for the search. */
static const struct fn_name {
	const char *name;
	enum fn_class cls;
} fn_names[] = {
	{ "AddLayerVersionPermission", FN_PERMISSION },
	{ "AddPermission", FN_PERMISSION },
	{ "CreateAlias", FN_CONFIG },
	{ "CreateCapacityProvider", FN_CONFIG },
	{ "CreateCodeSigningConfig", FN_CODE },
	{ "CreateEventSourceMapping", FN_TRIGGER },
	{ "CreateFunction", FN_CODE },
	{ "CreateFunctionUrlConfig", FN_PERMISSION },
	{ "DeleteAlias", FN_CONFIG },
	{ "DeleteCapacityProvider", FN_CONFIG },
	{ "DeleteCodeSigningConfig", FN_CODE },
	{ "DeleteEventSourceMapping", FN_TRIGGER },
	{ "DeleteFunction", FN_CODE },
	{ "DeleteFunctionCodeSigningConfig", FN_CODE },
	{ "DeleteFunctionConcurrency", FN_CONFIG },
	{ "DeleteFunctionEventInvokeConfig", FN_CONFIG },
	{ "DeleteFunctionUrlConfig", FN_PERMISSION },
	{ "DeleteLayerVersion", FN_CODE },
	{ "DeleteProvisionedConcurrencyConfig", FN_CONFIG },
	{ "DeleteResourcePolicy", FN_PERMISSION },
	{ "DisablePublicAccessBlockConfig", FN_PERMISSION },
	{ "EnableReplication", FN_TRIGGER },
	{ "LambdaESMDisabled", FN_TRIGGER },
	{ "PublishLayerVersion", FN_CODE },
	{ "PublishVersion", FN_CODE },
	{ "PutFunctionCodeSigningConfig", FN_CODE },
	{ "PutFunctionConcurrency", FN_CONFIG },
	{ "PutFunctionEventInvokeConfig", FN_CONFIG },
	{ "PutFunctionRecursionConfig", FN_CONFIG },
	{ "PutFunctionScalingConfig", FN_CONFIG },
	{ "PutProvisionedConcurrencyConfig", FN_CONFIG },
	{ "PutPublicAccessBlockConfig", FN_PERMISSION },
	{ "PutResourcePolicy", FN_PERMISSION },
	{ "PutRuntimeManagementConfig", FN_CONFIG },
	{ "RemoveLayerVersionPermission", FN_PERMISSION },
	{ "RemovePermission", FN_PERMISSION },
	{ "TagResource", FN_CONFIG },
	{ "UntagResource", FN_CONFIG },
	{ "UpdateAlias", FN_CONFIG },
	{ "UpdateCapacityProvider", FN_CONFIG },
	{ "UpdateCodeSigningConfig", FN_CODE },
	{ "UpdateEventSourceMapping", FN_TRIGGER },
	{ "UpdateFunctionCode", FN_CODE },
	{ "UpdateFunctionConfiguration", FN_CONFIG },
	{ "UpdateFunctionEventInvokeConfig", FN_CONFIG },
	{ "UpdateFunctionUrlConfig", FN_PERMISSION },
};

/* Families of names, tried in this order after the names. */
static const struct fn_name fn_heads[] = {
	{ "Invoke", FN_DATA },
	{ "CheckpointDurableExecution", FN_DATA },
	{ "GetDurableExecution", FN_DATA },
	{ "SendDurableExecution", FN_DATA },
	{ "StopDurableExecution", FN_DATA },
	{ "Get", FN_READ },
	{ "List", FN_READ },
};

enum fn_class rule_fn_class(struct sv event)
{
	size_t lo = 0, hi = ARRAY_SIZE(fn_names);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = sv_cmp(event, sv_str(fn_names[mid].name));

		if (c == 0)
			return fn_names[mid].cls;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(fn_heads); i++)
		if (sv_starts(event, sv_str(fn_heads[i].name)))
			return fn_heads[i].cls;
	return FN_NONE;
}
