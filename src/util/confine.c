/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule set of Landlock and the seccomp program, both by raw system calls. */
#include "util/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Landlock: what <linux/landlock.h> says, which older systems lack ---- */

#define LL_VERSION (1u << 0) /* LANDLOCK_CREATE_RULESET_VERSION */
#define LL_BENEATH 1         /* LANDLOCK_RULE_PATH_BENEATH */

#define LL_EXECUTE      (1ull << 0)
#define LL_WRITE_FILE   (1ull << 1)
#define LL_REMOVE_MAKE  (0x1ffull << 4) /* REMOVE_DIR .. MAKE_SYM */
#define LL_REFER        (1ull << 13)    /* version 2 */
#define LL_TRUNCATE     (1ull << 14)    /* version 3 */
#define LL_NET_TCP      3ull            /* bind and connect: version 4 */
#define LL_SCOPE        3ull            /* abstract sockets, signals: version 6 */
#define LL_SCOPE_SOCKET 1ull

struct ll_ruleset {
	uint64_t fs, net, scoped;
};

struct ll_beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

static int landlock_version(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0, LL_VERSION);

	return v > 0 ? (int)v : 0;
}

/* Files that may be written by name all the same. */
static void allow(int rules, const char *path, uint64_t rights)
{
	struct ll_beneath b = { .allowed = rights };

	b.parent = open(path, O_PATH | O_CLOEXEC);
	if (b.parent < 0)
		return;
	(void)syscall(SYS_landlock_add_rule, rules, LL_BENEATH, &b, 0);
	close(b.parent);
}

static int landlock_enter(bool files)
{
	int v = landlock_version();
	uint64_t writing = LL_WRITE_FILE | (v >= 3 ? LL_TRUNCATE : 0);
	struct ll_ruleset set = {
		.fs = LL_EXECUTE,
		.net = v >= 4 ? LL_NET_TCP : 0,
		.scoped = v >= 6 ? LL_SCOPE_SOCKET : 0,
	};
	/* an older kernel refuses members it does not know */
	size_t size = v >= 6   ? sizeof(set)
		      : v >= 4 ? 2 * sizeof(uint64_t)
			       : sizeof(uint64_t);
	int rules;
	bool done;

	if (v == 0)
		return 0;
	if (files)
		set.fs |= writing | LL_REMOVE_MAKE | (v >= 2 ? LL_REFER : 0);
	rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (rules < 0)
		return 0;
	if (files) {
		allow(rules, "/dev/null", writing);
		allow(rules, "/dev/tty", writing);
	}
	done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return done ? v : 0;
}

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define ARCH AUDIT_ARCH_I386
#elif defined(__s390x__)
#define ARCH AUDIT_ARCH_S390X
#endif

/* What the sanitizers need at the end of a run stays allowed under them. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(ARCH)

#define OFFSET(member) ((uint32_t)offsetof(struct seccomp_data, member))
/* The low half of argument N. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARG(n) (OFFSET(args) + 8 * (n))
#else
#define ARG(n) (OFFSET(args) + 8 * (n) + 4)
#endif

#define LOAD(at)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define RETURN(v)  BPF_STMT(BPF_RET | BPF_K, v)
#define REFUSED(e) RETURN(SECCOMP_RET_ERRNO | (e))
/* When the accumulator is K do the next step, else skip it. */
#define WHEN(k)    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k), 0, 1)
#define REFUSE(nr) WHEN(nr), REFUSED(EPERM)

static const struct sock_filter program[] = {
	LOAD(OFFSET(arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
	REFUSED(EPERM), /* calls of another kind of program */
	LOAD(OFFSET(nr)),
#if defined(__x86_64__)
	/* those of x32 have a bit of their own */
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1),
	REFUSED(EPERM),
#endif
	REFUSE(SYS_execve),
	REFUSE(SYS_execveat),
	REFUSE(SYS_socket),
	REFUSE(SYS_socketpair),
	REFUSE(SYS_connect),
	REFUSE(SYS_bind),
#ifdef SYS_socketcall
	REFUSE(SYS_socketcall),
#endif
#ifdef SYS_fork
	REFUSE(SYS_fork),
#endif
#ifdef SYS_vfork
	REFUSE(SYS_vfork),
#endif
#if !SANITIZED
	REFUSE(SYS_ptrace),
	/* its flags are in memory, where no filter looks: libc then tries clone */
	WHEN(SYS_clone3),
	REFUSED(ENOSYS),
#endif
	REFUSE(SYS_process_vm_readv),
	REFUSE(SYS_process_vm_writev),
	REFUSE(SYS_bpf),
	REFUSE(SYS_perf_event_open),
	REFUSE(SYS_userfaultfd),
	REFUSE(SYS_keyctl),
	REFUSE(SYS_add_key),
	REFUSE(SYS_request_key),
	REFUSE(SYS_mount),
	REFUSE(SYS_unshare),
	REFUSE(SYS_setns),
#ifdef SYS_io_uring_setup
	REFUSE(SYS_io_uring_setup),
#endif
	/* ioctl: nothing is typed into the terminal */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4),
	LOAD(ARG(1)),
	WHEN(TIOCSTI),
	REFUSED(EPERM),
	RETURN(SECCOMP_RET_ALLOW),
#if !SANITIZED
	/* clone: threads only */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
#if defined(__s390x__)
	LOAD(ARG(1)),
#else
	LOAD(ARG(0)),
#endif
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
	REFUSED(EPERM),
#endif
	RETURN(SECCOMP_RET_ALLOW),
};

static bool seccomp_enter(void)
{
	const struct sock_fprog p = {
		.len = ARRAY_SIZE(program),
		.filter = (struct sock_filter *)(uintptr_t)program,
	};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p) == 0;
}

/* A kernel that knows filters reads the program, which is not there. */
static bool seccomp_available(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EFAULT;
}

#else

static bool seccomp_enter(void)
{
	return false;
}

static bool seccomp_available(void)
{
	return false;
}

#endif

struct confinement confine_enter(bool files)
{
	struct confinement c = { .landlock = 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return c;
	c.landlock = landlock_enter(files);
	c.seccomp = seccomp_enter();
	return c;
}

struct confinement confine_available(void)
{
	return (struct confinement){ .landlock = landlock_version(),
				     .seccomp = seccomp_available() };
}

void confine_text(const struct confinement *c, struct buf *out)
{
	if (c->landlock)
		buf_addf(out, "Landlock %d%s", c->landlock, c->seccomp ? ", " : "");
	if (c->seccomp)
		buf_adds(out, "seccomp");
	if (!c->landlock && !c->seccomp)
		buf_adds(out, "none");
}

bool confine_is_privileged(void)
{
	return getauxval(AT_SECURE) != 0 || getuid() != geteuid() || getgid() != getegid();
}
