// The way between XLA and the kernels.
#include "kernels.h"

#include <stdio.h>
#include <string.h>

typedef struct {
	const ffi_api *api;
	ffi_context *context;
} pool;

static int schedule(void *owner, void (*task)(void *), void *data) {
	pool *p = owner;
	ffi_schedule s = {.size = sizeof s, .context = p->context, .task = task, .data = data};
	return p->api->schedule(&s) != NULL;
}

static ffi_error *refuse(const ffi_api *api, const char *name, const char *why) {
	char message[400];
	snprintf(message, sizeof message, "kernel %s: %s", name, why);
	ffi_error_create e = {.size = sizeof e, .message = message, .code = FFI_INVALID_ARGUMENT};
	return api->error_create(&e);
}

// handle answers XLA's question for the version, and else hands the frame to the kernel.
static ffi_error *handle(ffi_frame *f, const char *name, kernel *k) {
	for (ffi_extension *e = f->extensions; e != NULL; e = e->next) {
		if (e->type == FFI_METADATA) {
			ffi_metadata *m = ((ffi_metadata_extension *)e)->metadata;
			m->version.major = 0, m->version.minor = 1;
			return NULL;
		}
	}
	call c = {.operands = f->arguments.count, .results = f->results.count, .numbers = f->attributes.count};
	if (f->arguments.count > MOST_BUFFERS || f->results.count > MOST_BUFFERS || f->attributes.count > MOST_NUMBERS)
		return refuse(f->api, name, "too many operands, results or numbers");
	for (int i = 0; i < c.operands; i++) c.operand[i] = f->arguments.buffers[i];
	for (int i = 0; i < c.results; i++) c.result[i] = f->results.buffers[i];
	for (int i = 0; i < c.numbers; i++) {
		if (f->attributes.kinds[i] != FFI_SCALAR || f->attributes.values[i]->type != FFI_FLOAT64)
			return refuse(f->api, name, "a number of the program is no float64");
		c.number[i] = *(double *)f->attributes.values[i]->value;
	}
	pool p = {f->api, f->context};
	int64_t count = 0;
	ffi_num_threads n = {.size = sizeof n, .context = f->context, .threads = &count};
	if (f->api->num_threads(&n) == NULL && count > 1)
		c.threads = (helpers){.count = count - 1, .owner = &p, .schedule = schedule};
	k(&c);
	return c.error[0] == 0 ? NULL : refuse(f->api, name, c.error);
}

#define KERNEL(name) static ffi_error *handle_##name(ffi_frame *f) { return handle(f, #name, kernel_##name); }
#include "list.h"
#undef KERNEL

static const struct {
	const char *name;
	ffi_handler *handler;
} handlers[] = {
#define KERNEL(name) {"kilolayer_" #name, handle_##name},
#include "list.h"
#undef KERNEL
};

int register_kernels(const void *api) {
	for (ffi_extension *e = ((const pjrt_api *)api)->extensions; e != NULL; e = e->next) {
		if (e->type != PJRT_FFI) continue;
		pjrt_ffi *ffi = (pjrt_ffi *)e;
		for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
			pjrt_register r = {.size = sizeof r, .target = handlers[i].name, .target_size = strlen(handlers[i].name),
				.handler = (void *)handlers[i].handler, .platform = "Host", .platform_size = 4};
			if (ffi->register_handler(&r) != NULL) return 2;
		}
		return 0;
	}
	return 1;
}
