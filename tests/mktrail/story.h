/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample trail: a day and a half of a small made-up company, and what happened in its
 * night. Written record by record, not drawn from distributions; the same on every machine.
 *
 * Texts hold placeholders `<name>` or `<name:arg>`. With an argument they always give the same
 * value for the same argument, without one a new value for each record:
 *
 *   key:NAME      access key id; NAME is the key of an actor       new, uuid:NAME  UUID
 *   aroa:ACC/ROLE, aida:ACC/USER   principal ids                    sha:NAME        codeSha256
 *   token   session token      date, exp   now, an hour later, as responses write it
 *   time    now                id2         x-amz-id-2                ver            S3 version id
 */
#ifndef MKTRAIL_STORY_H
#define MKTRAIL_STORY_H

#include "text.h"

/* Where a record is written: a letter for account and region. */
struct place {
	char letter;
	const char *account, *region;
};
enum { N_PLACES = 4 };
extern const struct place story_places[N_PLACES];

enum actor_type {
	WHO_USER,    /* IAM user with a long-lived key */
	WHO_CONSOLE, /* IAM user signed in to the console: a new key for each record */
	WHO_LOGIN,   /* ... while signing in: no key, no session */
	WHO_ROLE,
	WHO_SERVICE,
	WHO_ACCOUNT, /* seen from another account: only account and principal */
	WHO_WEB,
	WHO_SAML
};
struct who {
	const char *name;
	enum actor_type type;
	const char *account, *entity; /* user, role, host, or subject */
	const char *session, *key;
	const char *created; /* "14 10:10:02" */
	const char *ip, *agent;
	const char *
		extra; /* more members of userIdentity; of a subject, its principal's start */
	bool mfa;
};
extern const struct who story_actors[];
extern const unsigned n_story_actors;

enum line_flag { L_READ = 1, L_DATA = 2, L_S3 = 4, L_SHARED = 8, L_LOGIN = 16 };
struct line {
	const char *when;       /* "P15 02:47:11": place, day of May 2024, time */
	const char *who, *call; /* "lambda/AddPermission20150331v2" */
	unsigned flags;
	const char *req, *resp, *add, *res;
	const char *error;   /* "CODE|message"; "|message" has no code */
	const char *request; /* records with the same name share a requestID */
	const char *shared;  /* ... a sharedEventID, and a requestID when none is named */
};

struct story_record {
	int64_t time;
	uint32_t seq;
	char place;
	char *text;
	size_t len;
};
struct story {
	uint64_t seed;
	struct story_record *record;
	uint32_t n, room;
	struct text out;
};

void story_init(struct story *s, uint64_t seed);
void story_release(struct story *s);
/* A record more. Unknown actors, places and placeholders end the program. */
void story_say(struct story *s, const struct line *l);
/* Seconds since 1970 of "15 02:47:11". */
int64_t story_time(const char *when);

/* storyplot.c: what happened; storyback.c: what goes on every day */
void story_plot(struct story *s);
void story_background(struct story *s);

/*
 * storyfiles.c: write the trail below OUT, or only the file that was cut; the exit status of
 * the program.
 */
int story_make(const char *out, bool plain, bool damaged);

#endif
