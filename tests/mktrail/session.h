/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions: temporary credentials of roles, and console sign-ins of users. A session is a pure
 * function of (file that issues it, number), so that later files can use it without asking.
 */
#ifndef MKTRAIL_SESSION_H
#define MKTRAIL_SESSION_H

#include "plan.h"

struct session {
	int64_t created;
	uint32_t role, user; /* user: when is_user */
	uint32_t ip, agent;  /* indexes into the world */
	uint32_t issuer;     /* identity that asked for it */
	bool is_user, console,
		logged; /* logged: the event that issued it is in the trail */
	bool mfa;
	char key[21];
	char name[64];
};

void session_get(const struct world *w, const struct plan *p, uint32_t file,
		 uint32_t number, struct session *s);
/* The session in which ROLE (of the account of FILE) works around the time of FILE. */
void session_of_role(const struct world *w, const struct plan *p, uint32_t file,
		     uint32_t role, struct session *s);

#endif
