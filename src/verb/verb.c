/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the verb table. */
#include "conf/verb.h"

#include "verb/run.h"

/* clang-format off */
const struct verb verbs[] = {
	{ .name = "summary", .summary = "what was loaded, time span, top names",
	  .more = "How many files, events, copies and skipped elements there are, the "
		  "first and the last time, and the ten most frequent events, sources, "
		  "identities, functions and errors among the matching events.",
	  .check = summary_check, .print = summary_print },
	{ .name = "events", .summary = "print matching events",
	  .more = "A row for each event, by time. As json and ndjson the records "
		  "themselves, byte for byte as in their files.",
	  .check = events_check, .print = events_print },
	{ .name = "count", .summary = "count matching events by the values of fields",
	  .more = "A row for each value of --by: how many events have it, the first "
		  "and the last time. Most frequent first.",
	  .check = count_check, .print = count_print },
	{ .name = "functions", .summary = "a row for each Lambda function",
	  .more = "How often each function was invoked, by how many callers, how "
		  "often it was changed, its errors, first and last time, among the "
		  "matching events. An invocation is one requestID of a function, "
		  "however many events it has; callers are distinct identities; changes "
		  "are successful events about code, configuration, permissions and "
		  "triggers; errors are events whose result is not ok. Events of Lambda "
		  "that name no function are of the function (unknown). Most invoked "
		  "first. Duration, payload, memory and throttling are not in CloudTrail.",
	  .check = functions_check, .print = functions_print },
	{ .name = "function", .operand = "NAME",
	  .summary = "one function: callers, changes, grants, acts",
	  .more = "The page of the function NAME: any spelling that Lambda takes "
		  "(a bare name, account:name, an ARN, each with or without alias or "
		  "version), account:region:name, or (unknown). When "
		  "several functions have the name, their rows are listed instead. "
		  "Calls, changes and acts are those of the matching events; what is "
		  "known of permissions, triggers and configuration comes from every "
		  "event loaded before --until. "
		  "As json one object: the keys of a row of functions, then these arrays. "
		  "invoked_by: caller, source_arn, source_account, calls, share of all "
		  "calls, failed, retries (further runs of an asynchronous call), async, "
		  "first, last, new (not before --since), verdict, why, alerts (calls "
		  "that were revoked or have no grant), qualifiers, types, addresses, "
		  "via, vpc, hours (of hour and calls), filter (an expression for these "
		  "events). "
		  "Verdicts: granted (a statement lets the caller in), mapping (an event "
		  "source mapping does), not needed (same account: the caller's own "
		  "policy decides), revoked (the statement had been removed, 5 minutes "
		  "of delay allowed), no grant (permissions are known since the function "
		  "was created, and none matches), unknown (the log leaves it open: it "
		  "begins later, or does not say which alias, role, source or "
		  "organization called; why says which). A statement covers only the "
		  "alias, version or function it was made for. "
		  "changed_by: time, event, class, result, identity, session, ip, agent, "
		  "mfa, what, remarks, differences (of key, from, to, how: changed, set "
		  "when the former value is not known, tried when it failed), id. "
		  "may_invoke: kind (statement, url, layer, policy), statement, "
		  "principal, action, source_arn, source_account, org, url_auth, "
		  "qualifier, layer, conditions, added, added_by, removed, removed_by, "
		  "ended (removed, replaced, function, alias, version or policy "
		  "deleted), flags (dangers in "
		  "words), added_id, removed_id. "
		  "triggers: service, event, from (what sends the events), state, where "
		  "(the path that names the function), mapping, requests, first, last, "
		  "identity and id of the last one, history, filter. "
		  "did: source, event, count (of the matching events), all (whatever is "
	  	"filtered), failed, first, last, evidence, strength "
		  "(exact, strong, probable), flag, filter. "
		  "state: key, value, since: the last known configuration. "
		  "notes: what must be known to read the lists.",
	  .check = function_check, .print = function_print },
	{ .name = "identities", .summary = "a row for each identity",
	  .more = "How many events each identity has among the matching ones, how many "
		  "were denied, how many functions, addresses and keys go with it, and "
		  "its first and last time. Most events first.",
	  .check = identities_check, .print = identities_print },
	{ .name = "identity", .operand = "NAME",
	  .summary = "one identity: sessions, actions, addresses",
	  .more = "The row of one identity, and its lists. NAME is an identity as the field has it, an "
		  "ARN, or the name at its end. When several identities have the name, their rows are "
		  "listed instead. Counts are those of the matching events. "
		  "As json one object: the keys of a row of identities, then these arrays. "
		  "sessions: session (role session name), kind (key: one temporary key since it was issued; console: a "
		  "principal and the time it signed in, whatever keys the console made; window: a "
		  "long-lived key or root between two pauses of 30 minutes), key, principal, created, "
		  "events, denied, addresses, mfa, first, last, event (its first one), and who issued "
		  "its credential as far as the loaded files tell: issuer (an event), "
		  "issuer_identity, rule and confidence (see trace). "
		  "actions: source, event, kind, sensitive (a read of secrets), count, and how many of "
		  "them were ok, denied, throttled, absent, failed; first, last. "
		  "denied_actions: source, event, and what the message says: action, resource (of several "
		  "the first), resources (how many), policy, explicit (a statement denies it; else none "
		  "allows it), policy_arn; count, first, last. "
		  "ips, agents, regions, roles (those it assumed): the value, count, first, last, and the "
		  "same of all events loaded: total, total_first, total_last. "
		  "made_by: event, time, action, identity of what created the user or role, or gave it a "
		  "key or a password. "
		  "Each row of the other lists has a filter that opens the events it counts.",
	  .check = identity_check, .print = identity_print },
	{ .name = "trace", .operand = "EVENTID",
	  .summary = "from an event back to the login that started it",
	  .more = "A row for each hop: the event, the event that issued the credential it was made with, and "
		  "so on. Issuers are looked for in everything loaded, whatever is filtered. A hop that is "
		  "no event (a service, the subject of an identity provider, a person of Identity Center) "
		  "has event null. "
		  "rule: key (it issued the key), role-id (it issued the role session), login (somebody "
		  "signed in to the console when the session began), console (the same, by the name of "
		  "the sign-in session), switch-role, shared (the caller's own copy of the event), "
		  "source-identity (it set the source identity), saml, oidc, idc, service, created (it "
		  "created the access key), federated. "
		  "confidence: exact (a key, for one, with the role or user and, within 2 seconds, the "
		  "creation date); same-second (told by the second only); probable (something is not said); "
		  "ambiguous: several events fit and nothing tells them apart; event is the first, "
		  "candidates are all of them, and the way back ends there unless one caller made all of "
		  "them with one key. What was refused or failed, or happened later than 2 seconds after "
		  "the use, issued nothing. "
		  "stop: login; key-created; key-not-in-log (a long-lived key whose creation is not in the "
		  "loaded files); identity-provider; service; other-account; not-in-log (the issuer is not "
		  "in the loaded files: another region, account or time, or a trail without read events); "
		  "ambiguous; limit (16 hops, or a circle). "
		  "issued: the key, else the role session, else the console session as "
		  "PRINCIPAL@CREATION. "
		  "Tables also show the events that prove each hop, and for each a filter for everything "
		  "that was done with what it issued, and with all that was issued in turn.",
	  .check = trace_check, .print = trace_print },
	{ .name = "files", .summary = "what each input file was, and what became of it",
	  .more = "A row for each file: its kind, its state (ok, suspect, skipped, "
		  "damaged, unreadable), how many events, copies and elements that are "
		  "no event it held, and what was wrong with it.",
	  .check = files_check, .print = files_print },
	{ .name = "verify", .summary = "is the evidence whole, by its digests",
	  .more = "Digests are found by what they hold. Each says which log files were "
		  "delivered in its hour, with their SHA-256, and which digest came before it, "
		  "with its SHA-256 and signature. Files are found by hash and name, wherever "
		  "they lie; a file compressed anew, or not at all, is whole. "
		  "States of files: verified (as a signed digest says); hash-only (as a digest "
		  "says whose signature could not be checked); changed; missing (a digest lists "
		  "it, it is not among the files); uncovered (no digest lists it); unreadable "
		  "(not read to its end). Of digests: valid; unsigned (no key or no signature at "
		  "hand); bad-signature; changed; missing (another speaks of it). What is said of "
		  "a file that is whole (moved, renamed, a copy, more than one gzip member, events "
		  "of another account, region or time) is its problem too. "
		  "As json one object: files (path, state, digest, problem), digests (path, state, "
		  "problem), chains (account, region, trail, from, to, gaps of from and to), "
		  "summary (how many files and digests have each state). Tables show the files and "
		  "digests that something is to be said of; all of them with -v. As csv a row for "
		  "each file and digest. "
		  "The status is 5 when anything is changed, missing or badly signed; with --strict "
		  "also for hash-only and uncovered.",
	  .check = verify_check, .print = verify_print },
	{ .name = "show", .operand = "EVENTID",
	  .summary = "one record, and every place it was found",
	  .more = "The record pretty-printed, values as written, and each file and "
		  "position it was found at. Several records with this id are all shown. "
		  "As json the records' own bytes in an array.",
	  .check = show_check, .print = show_print },
};
/* clang-format on */

const size_t nverbs = ARRAY_SIZE(verbs);

/* Verbs of later versions: a row goes when its verb comes. */
/* clang-format off */
static const char *const later[] = {
	"coverage",
	"resources",
	"resource",
	"radius",
	"findings",
	"policy",
	"report",
	"case",
	"index",
	"sql",
	"plan",
};
/* clang-format on */

const struct verb *verb_find(struct sv name)
{
	for (size_t i = 0; i < nverbs; i++)
		if (sv_eqs(name, verbs[i].name))
			return &verbs[i];
	return NULL;
}

bool verb_is_later(struct sv name)
{
	for (size_t i = 0; i < ARRAY_SIZE(later); i++)
		if (sv_eqs(name, later[i]))
			return true;
	return false;
}
