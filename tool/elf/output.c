/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "output.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_copy.h"
#include "core/stage.h"
#include "core/system.h"
#include "standard_output.h"
#include "temporary.h"

struct output {
	const char *name;    /* as the user named it, for messages */
	char path[PATH_MAX]; /* with symbolic links followed */
	char temporary[PATH_MAX];
	int fd;
	bool standard; /* what is written goes to standard output in the end */
	mode_t mode;
	uid_t owner; /* -1: the user's own */
	gid_t group;
};

static bool fail_errno(struct error *err, const char *name, const char *doing)
{
	return fail(err, "%s: %s: %s", name, doing, strerror(errno));
}

static mode_t current_umask(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return mask;
}

/* A target that stat() does not find: a new file, if its name is free. */
static bool find_new_target(struct output *out, struct error *err)
{
	struct stat st;

	if (errno != ENOENT) {
		return fail_errno(err, out->name, "cannot write");
	}
	if (lstat(out->name, &st) == 0) {
		return fail(err, "%s: cannot write: a symbolic link to nothing",
			out->name);
	}
	/* A longer name makes stat() fail with ENAMETOOLONG. */
	(void)snprintf(out->path, sizeof(out->path), "%s", out->name);
	return true;
}

/* Where the file is that symbolic links lead to. */
static bool find_path(struct output *out)
{
	char *path = system_path(out->name);
	const size_t length = path != NULL ? strlen(path) : 0;

	if (length >= sizeof(out->path)) {
		errno = ENAMETOOLONG;
	} else if (path != NULL) {
		memcpy(out->path, path, length + 1);
	}
	free(path);
	return length > 0 && length < sizeof(out->path);
}

/* Finds where to write, and the file's owner and mode; MODE is a new file's. */
static bool find_target(struct output *out, mode_t mode, struct error *err)
{
	struct stat st;

	if (stat(out->name, &st) != 0) {
		out->mode = mode & ~current_umask();
		out->owner = (uid_t)-1;
		out->group = (gid_t)-1;
		return find_new_target(out, err);
	}
	if (!S_ISREG(st.st_mode)) {
		return fail(
			err, "%s: cannot write: not a regular file", out->name);
	}
	/* access() always allows root, but a read-only mode is respected. */
	if ((st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0) {
		errno = EACCES;
		return fail_errno(err, out->name, "cannot write: read-only");
	}
	if (access(out->name, W_OK) != 0 || !find_path(out)) {
		return fail_errno(err, out->name, "cannot write");
	}
	out->mode = st.st_mode & 07777;
	out->owner = st.st_uid;
	out->group = st.st_gid;
	return true;
}

static bool begin_standard(struct output *out, struct error *err)
{
	out->name = "standard output";
	out->fd = standard_output_begin();
	return out->fd >= 0 ||
	       fail_errno(err, out->name, "no temporary file for it");
}

static bool output_begin(
	struct output *out, const char *target, mode_t mode, struct error *err)
{
	char folder[PATH_MAX];
	int length;

	out->name = target;
	out->fd = -1;
	out->standard = is_standard_output(target);
	if (out->standard) {
		return begin_standard(out, err);
	}
	if (!find_target(out, mode, err)) {
		return false;
	}
	memcpy(folder, out->path, strlen(out->path) + 1);
	length = snprintf(out->temporary, sizeof(out->temporary),
		"%s/.ksym.XXXXXX", dirname(folder));
	if (length < 0 || (size_t)length >= sizeof(out->temporary)) {
		errno = ENAMETOOLONG;
		return fail_errno(err, target, "cannot write");
	}
	out->fd = temporary_create(out->temporary);
	if (out->fd < 0) {
		return fail_errno(err, target,
			"cannot write: no temporary file beside it");
	}
	/*
	 * Only root may change the owner; otherwise the file is the writer's.
	 */
	if ((fchown(out->fd, out->owner, out->group) != 0 && errno != EPERM) ||
		fchmod(out->fd, out->mode) != 0) {
		fail_errno(err, target, "cannot set owner and mode");
		(void)close(out->fd);
		temporary_delete();
		return false;
	}
	return true;
}

static bool output_write(struct output *out, uint64_t offset, const void *bytes,
	size_t size, struct error *err)
{
	const unsigned char *from = bytes;

	while (size > 0) {
		ssize_t wrote = pwrite(out->fd, from, size, (off_t)offset);

		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote < 0) {
			return fail_errno(err, out->name, "cannot write");
		}
		from += wrote;
		offset += (uint64_t)wrote;
		size -= (size_t)wrote;
	}
	return true;
}

/* Copies the parts that stay and those that move. */
static bool output_copy(struct output *out, const struct elf_file *source,
	const struct output_move *move, struct error *err)
{
	stage_begin("copying");
	if (file_copy(source->fd, 0, move->end, out->fd, 0) &&
		file_copy(source->fd, move->from, source->size, out->fd,
			move->to)) {
		return true;
	}
	return errno != 0 ? fail_errno(err, out->name, "cannot write")
			  : fail(err, "%s: cannot read: the file ends",
				    source->path);
}

static bool end_standard(struct output *out, bool well, struct error *err)
{
	if (well && !standard_output_send(out->fd)) {
		well = fail(err, "%s: %s", out->name, strerror(errno));
	}
	(void)close(out->fd);
	return well;
}

/*
 * Syncs and renames if all went WELL so far; otherwise, or on failure, deletes
 * the file.
 */
static bool output_end(struct output *out, bool well, struct error *err)
{
	if (out->standard) {
		return end_standard(out, well, err);
	}
	stage_begin("writing to disk");
	if (well && fsync(out->fd) != 0) {
		well = fail_errno(err, out->name, "cannot write");
	}
	if (close(out->fd) != 0 && well) {
		well = fail_errno(err, out->name, "cannot write");
	}
	if (well && temporary_rename(out->path) != 0) {
		well = fail_errno(err, out->name, "cannot replace");
	}
	if (!well) {
		temporary_delete();
	}
	return well;
}

bool output_patched(const char *target, const struct elf_file *source,
	const struct patch *patches, size_t count, struct error *err)
{
	const struct output_move none = { source->size, source->size,
		source->size };

	return output_moved(target, source, &none, patches, count, err);
}

bool output_moved(const char *target, const struct elf_file *source,
	const struct output_move *move, const struct patch *patches,
	size_t count, struct error *err)
{
	struct output out;
	struct stat st;
	bool well;

	if (fstat(source->fd, &st) != 0) {
		return fail_errno(err, source->path, "cannot read");
	}
	if (!output_begin(&out, target, st.st_mode & 07777, err)) {
		return false;
	}
	well = output_copy(&out, source, move, err);
	for (size_t i = 0; well && i < count; i++) {
		well = output_write(&out, patches[i].offset, patches[i].bytes,
			patches[i].size, err);
	}
	well = well && elf_file_unchanged(source, err);
	return output_end(&out, well, err);
}

bool output_bytes(
	const char *target, const void *bytes, size_t size, struct error *err)
{
	struct output out;

	return output_begin(&out, target, 0666, err) &&
	       output_end(&out, output_write(&out, 0, bytes, size, err), err);
}
