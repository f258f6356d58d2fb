/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory there is, by /proc and the limits of the group. */
#include "load/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A number alone in a file of the system, or UINT64_MAX ("max", no such file). */
static uint64_t number_in(const char *path)
{
	unsigned long long n;
	FILE *f = fopen(path, "re");
	uint64_t v = UINT64_MAX;

	if (!f)
		return v;
	if (fscanf(f, "%llu", &n) == 1)
		v = n;
	fclose(f);
	return v;
}

static uint64_t mem_available(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kib;
	uint64_t v = UINT64_MAX;
	char line[256];

	if (!f)
		return v;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			v = kib * 1024;
	fclose(f);
	return v;
}

uint64_t memory_resident(int fd)
{
	unsigned long long size, resident;
	char text[128];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	return sscanf(text, "%llu %llu", &size, &resident) == 2
		       ? resident * (uint64_t)sysconf(_SC_PAGESIZE)
		       : 0;
}

uint64_t memory_available(void)
{
	uint64_t least = mem_available(), cgroup;
	struct rlimit rl;

	cgroup = number_in("/sys/fs/cgroup/memory.max");
	if (cgroup != UINT64_MAX) {
		uint64_t used = number_in("/sys/fs/cgroup/memory.current");

		cgroup = used < cgroup ? cgroup - used : 0;
	}
	least = MIN(least, cgroup);
	if (getrlimit(RLIMIT_AS, &rl) == 0 && rl.rlim_cur != RLIM_INFINITY)
		least = MIN(least, (uint64_t)rl.rlim_cur);
	return least;
}
